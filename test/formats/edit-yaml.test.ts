import { expect } from "chai";
import fc from "fast-check";
import { putValue } from "../../src/formats/edit-yaml.ts";
import { parseYaml } from "../../src/formats/parse-yaml.ts";
import { renderYaml } from "../../src/formats/render-yaml.ts";
import { plain } from "./plain.ts";

const block = { tag: "!age", text: "BEGIN\nabc\nEND\n" };

/** The parts of a value that have no parts, by their paths. */
function leaves(value: unknown, way = ""): readonly (readonly [string, unknown])[] {
  if (typeof value !== "object" || value === null) return [[way, value]];
  return Object.entries(value).flatMap(([key, one]) => leaves(one, `${way}/${key}`));
}

describe("putValue", () => {
  const cases: readonly { readonly title: string; readonly text: string; readonly at: string; readonly expected: string }[] = [
    { title: "fills an empty file", text: "", at: "a.b", expected: "a:\n  b: !age |\n    BEGIN\n    abc\n    END\n" },
    { title: "goes behind comments alone", text: "# only\n# this", at: "a", expected: "# only\n# this\n!A" },
    {
      title: "replaces a text and keeps its comment",
      text: "x: 1\na: old   # why\ny: 2\n",
      at: "a",
      expected: "x: 1\na: !age | # why\n  BEGIN\n  abc\n  END\ny: 2\n",
    },
    {
      title: "replaces a quoted text of two lines",
      text: "a: 'one\n  two' # c\nb:   1\n",
      at: "a",
      expected: "a: !age | # c\n  BEGIN\n  abc\n  END\nb:   1\n",
    },
    {
      title: "replaces a block with its tag",
      text: "a: !vault |  # c\n        $X\n        $Y\n\n\n# z\nb: 1",
      at: "a",
      expected: "a: !age | # c\n  BEGIN\n  abc\n  END\n\n\n# z\nb: 1",
    },
    {
      title: "replaces a value in the line below its key",
      text: "a: # c\n  !vault |\n    X\nb: 1\n",
      at: "a",
      expected: "a: !age | # c\n  BEGIN\n  abc\n  END\nb: 1\n",
    },
    { title: "fills an empty key", text: "a:\n\n# c\nb: 1\n", at: "a", expected: "a: !age |\n  BEGIN\n  abc\n  END\n\n# c\nb: 1\n" },
    {
      title: "fills the last key of a text without a newline",
      text: "b: 1\na:  # c",
      at: "a",
      expected: "b: 1\na: !age | # c\n  BEGIN\n  abc\n  END\n",
    },
    { title: "keeps an anchor", text: "a: &x old\nb: *x\n", at: "a", expected: "a: &x !age |\n  BEGIN\n  abc\n  END\nb: *x\n" },
    { title: "replaces an alias", text: "b: &x 1\na: *x\n", at: "a", expected: "b: &x 1\n!A" },
    {
      title: "goes into a list's mapping",
      text: "u:\n- n: arya  # first\n  p: old\n- n: b\n",
      at: "u.0.p",
      expected: "u:\n- n: arya  # first\n  p: !age |\n    BEGIN\n    abc\n    END\n- n: b\n",
    },
    {
      title: "replaces a list's item",
      text: "u:\n  - a\n  - b # c\n",
      at: "u.1",
      expected: "u:\n  - a\n  - !age | # c\n    BEGIN\n    abc\n    END\n",
    },
    {
      title: "goes between braces, in quotes",
      text: "u: { n: arya, p: old } # c\nz: 1\n",
      at: "u.p",
      expected: 'u: { n: arya, p: !age "BEGIN\\nabc\\nEND\\n" } # c\nz: 1\n',
    },
    {
      title: "fills an empty value between braces",
      text: "u: {p:, q: 1}\n",
      at: "u.p",
      expected: 'u: {p: !age "BEGIN\\nabc\\nEND\\n", q: 1}\n',
    },
    { title: "adds to braces", text: "u: {q: 1}\n", at: "u.p.r", expected: 'u: {q: 1, p: { r: !age "BEGIN\\nabc\\nEND\\n" }}\n' },
    { title: "adds to empty braces", text: "u: {}\n", at: "u.p", expected: 'u: { p: !age "BEGIN\\nabc\\nEND\\n" }\n' },
    {
      title: "adds a key behind the last one of its mapping",
      text: "u:\n    n: |\n      text\n\n    # tail\nz: 1\n",
      at: "u.p",
      expected: "u:\n    n: |\n      text\n    p: !age |\n      BEGIN\n      abc\n      END\n\n    # tail\nz: 1\n",
    },
    {
      title: "adds keys below an empty one",
      text: "u:  # c\nz: 1\n",
      at: "u.p.q",
      expected: "u: # c\n  p:\n    q: !age |\n      BEGIN\n      abc\n      END\nz: 1\n",
    },
    { title: "adds to a text without a last newline", text: "z: 1", at: "a", expected: "z: 1\n!A" },
    { title: "adds before the end of a document", text: "---\nz: 1\n...\n", at: "a", expected: "---\nz: 1\n!A...\n" },
    {
      title: "finds keys that hold dots",
      text: "v:\n  net.ipv4.x: 1\n",
      at: "v.net.ipv4.x",
      expected: "v:\n  net.ipv4.x: !age |\n    BEGIN\n    abc\n    END\n",
    },
    { title: "quotes a key that would be another one", text: "", at: "no", expected: '"no": !age |\n  BEGIN\n  abc\n  END\n' },
    { title: "keeps the ends of lines", text: "a: 1\r\nb: 2\r\n", at: "a", expected: "a: !age |\r\n  BEGIN\r\n  abc\r\n  END\r\nb: 2\r\n" },
  ];
  for (const { title, text, at, expected } of cases) {
    it(title, () => {
      const edited = putValue(text, at, block);
      const whole = expected.replace("!A", "a: !age |\n  BEGIN\n  abc\n  END\n");
      expect(edited).to.deep.equal({ text: whole });
      const { root, problems } = parseYaml(whole, "x");
      expect(problems).to.deep.equal([]);
      expect(JSON.stringify(root && plain(root))).to.contain("BEGIN");
    });
  }

  const refused: readonly { readonly text: string; readonly at: string; readonly problem: string }[] = [
    { text: "a: {b: 1}\n", at: "a", problem: "there is a mapping in its place" },
    { text: "a: [1]\n", at: "a", problem: "there is a list in its place" },
    { text: "a: [1]\n", at: "a.3", problem: 'its list has no item "3"' },
    { text: "a: text\n", at: "a.b", problem: "there is a text in the place of a mapping" },
  ];
  for (const { text, at, problem } of refused)
    it(`refuses where ${problem}: ${text.trim()}`, () => expect(putValue(text, at, block)).to.deep.equal({ problem }));

  it("changes nothing else, whatever is there and whatever the value is", () => {
    const key = fc.constantFrom("a", "b", "c d", "0", "true", "x.y");
    const tree = fc.letrec<{ value: unknown; mapping: Record<string, unknown> }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.string(),
        fc.string({ unit: "binary" }),
        fc.integer(),
        fc.boolean(),
        fc.constant(null),
        fc.array(tie("value"), { maxLength: 3 }),
        tie("mapping"),
      ),
      mapping: fc.dictionary(key, tie("value"), { maxKeys: 4 }),
    })).mapping;
    const line = fc.constantFrom("a", "", " ", "  b", "c ", "\t", "# d", "- e", "é: [", "\u2028x", "---");
    const anyText = fc.oneof(
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.array(line).map((lines) => lines.join("\n")),
    );
    fc.assert(
      fc.property(tree, fc.array(key, { minLength: 1, maxLength: 3 }), anyText, (before, path, text) => {
        const source = renderYaml(before);
        const edited = putValue(source, path.join("."), { tag: "!x", text });
        if ("problem" in edited) return;
        const after = parseYaml(edited.text, "x");
        expect(after.problems).to.deep.equal([]);
        const now = new Map(leaves(plain(after.root)));
        const added = [...now].filter(([, value]) => value === `!x ${text}`);
        const lost = leaves(before).filter(([way, value]) => now.get(way) !== value);
        expect([added.length, lost.length <= 1, now.size]).to.deep.equal([1, true, leaves(before).length - lost.length + 1]);
        const again = putValue(edited.text, path.join("."), { tag: "!x", text });
        expect(again).to.deep.equal(edited);
      }),
      { numRuns: 300 },
    );
  });
});
