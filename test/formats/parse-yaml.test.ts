import { expect } from "chai";
import { parseYaml } from "../../src/formats/parse-yaml.ts";
import { type Plain, plain } from "./plain.ts";

describe("parseYaml", () => {
  const values: readonly { title: string; text: string; value: Plain }[] = [
    {
      title: "keeps the words that YAML 1.1 took for booleans",
      text: "a: yes\nb: NO\nc: on\nd: true",
      value: { a: "yes", b: "NO", c: "on", d: true },
    },
    { title: "reads numbers by the core schema", text: "[0644, 0o17, 0x1f, 1.5, 1e3, 12_3]", value: [644, 15, 31, 1.5, 1000, "12_3"] },
    {
      title: "keeps keys as they are written",
      text: "0644: a\nyes: b\n~: c\n'x y': d",
      value: { "0644": "a", yes: "b", "~": "c", "x y": "d" },
    },
    { title: "reads JSON", text: '{"a": [1, null, "x"]}', value: { a: [1, null, "x"] } },
    { title: "reads nothing as null", text: "a:\nb: ~\nc: ''", value: { a: null, b: null, c: "" } },
    { title: "follows aliases", text: "a: &x [1]\nb: *x", value: { a: [1], b: [1] } },
    { title: "follows the nearest anchor of a name", text: "[&x 1, *x, &x 2, *x]", value: [1, 1, 2, 2] },
    {
      title: "keeps to an anchor's last value after an alias of what is around an older one",
      text: "[&o [&x 1], &x 2, *o, *x]",
      value: [[1], 2, [1], 2],
    },
    {
      title: "merges, own keys winning",
      text: "a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {y: 3, <<: [*a, *b]}",
      value: { a: { x: 1, y: 1 }, b: { y: 2, z: 2 }, c: { x: 1, y: 3, z: 2 } },
    },
    { title: "takes a quoted << for a key", text: "'<<': 1", value: { "<<": 1 } },
    { title: "obeys YAML's own tags", text: "!!str 12", value: "12" },
    {
      title: "keeps keys that mean something to JavaScript",
      text: "__proto__: {x: 1}\nconstructor: 2",
      value: { ["__proto__"]: { x: 1 }, constructor: 2 },
    },
    {
      title: "keeps the text of tagged values",
      text: "- !vault |\n  abc\n- !unsafe '{{ x }}'\n- !odd {a: 1}\n- !!binary aGk=",
      value: ["!vault abc\n", "!unsafe {{ x }}", "!odd ", "tag:yaml.org,2002:binary hi"],
    },
    {
      title: "does not round large integers",
      text: "[12345678901234567890, 9007199254740991, 1e30]",
      value: ["!!int 12345678901234567890", 9007199254740991, 1e30],
    },
  ];
  for (const { title, text, value } of values) it(title, () => expect(plain(parseYaml(text, "f").root)).to.deep.equal(value));

  it("keeps the place of every part", () => {
    const { root } = parseYaml("geo:\n  region: uk\n  list:\n    - a\n    -\n      k: v\n", "us.yml");
    expect(plain(root, ({ where }) => where)).to.deep.equal({ geo: { region: "us.yml:2:11", list: ["us.yml:4:7", { k: "us.yml:6:10" }] } });
    const geo = root?.kind === "mapping" ? root.entries.get("geo") : undefined;
    expect(geo?.where).to.equal("us.yml:1:1");
    expect(geo?.value.kind === "mapping" ? geo.value.entries.get("region")?.where : "").to.equal("us.yml:2:3");
  });

  for (const text of ["", "# a comment\n", "---\n"]) {
    it(`finds nothing in ${JSON.stringify(text)}`, () => expect(plain(parseYaml(text, "f").root) ?? null).to.equal(null));
  }

  const problems: readonly { title: string; text: string; expected: readonly string[] }[] = [
    { title: "a key twice", text: "a: 1\nb: 2\n'a': 3", expected: ['f:3:1: Cannot read key "a": the same key stands at f:1:1'] },
    {
      title: "two keys twice in one line",
      text: "{a: 1, a: 2, b: 1, b: 2}",
      expected: ['f:1:8: Cannot read key "a": the same key stands at f:1:2', 'f:1:20: Cannot read key "b": the same key stands at f:1:14'],
    },
    {
      title: "mistakes of several lines",
      text: "a: b: c\n\tx: 1\n",
      expected: [
        "f:1:4: Cannot parse YAML: Nested mappings are not allowed in compact mappings",
        "f:2:1: Cannot parse YAML: Tabs are not allowed as indentation",
      ],
    },
    {
      title: "a second document",
      text: "a: 1\n---\nb: 1\n",
      expected: ["f:2:1: Cannot parse YAML: expected one document, got a second one"],
    },
    { title: "an unknown alias", text: "a: *b", expected: ['f:1:4: Cannot follow alias "*b": there is no anchor "&b" before it'] },
    { title: "a key that is a list", text: "? [a]\n: 1", expected: ["f:1:3: Cannot read a key: expected a string or a number"] },
    { title: "a merge of text", text: "a: {<<: x}", expected: ['f:1:5: Cannot merge by "<<": expected a mapping or a list of mappings'] },
    {
      title: "an alias inside its own anchor",
      text: "a: &a [*a]",
      expected: ["f:1:1: Cannot parse YAML: it is nested too deeply, or its aliases expand to too much"],
    },
    {
      title: "aliases that grow by powers",
      text: bomb(),
      expected: ["f:1:1: Cannot parse YAML: it is nested too deeply, or its aliases expand to too much"],
    },
    {
      title: "300 lists in each other",
      text: `${"[".repeat(300)}${"]".repeat(300)}`,
      expected: ["f:1:1: Cannot parse YAML: it is nested too deeply, or its aliases expand to too much"],
    },
  ];
  for (const { title, text, expected } of problems) {
    it(`reports ${title}`, () => {
      const { root, problems: found } = parseYaml(text, "f");
      expect(found.map(({ where, message }) => `${where}: ${message}`)).to.deep.equal(expected);
      expect(root).to.equal(undefined);
    });
  }

  for (const opening of ["[", "- ", "? ", "{a: "]) {
    it(`survives ${JSON.stringify(opening)} nested far beyond the stack`, () => {
      const { problems: found } = parseYaml(opening.repeat(5_000), "f");
      expect(found.map(({ message }) => message)).to.deep.equal([
        "Cannot parse YAML: it is nested too deeply, or its aliases expand to too much",
      ]);
    });
  }
});

function bomb(): string {
  const levels = Array.from(
    { length: 9 },
    (_, level) => `a${level}: &a${level} [${Array.from({ length: 10 }, () => (level === 0 ? "x" : `*a${level - 1}`)).join(", ")}]`,
  );
  return levels.join("\n");
}
