import { expect } from "chai";
import type { Value } from "../../src/model/host.ts";
import { type Files, load, type LoadChoices } from "./write-folder.ts";

/** `x` of host `eu`, after all levels. */
async function x(files: Files, choices: LoadChoices = {}): Promise<Value | undefined> {
  const inventory = await load(files, { roleNames: ["x"], ...choices });
  return inventory.roleVars(inventory.host("eu") ?? expect.fail("no host"), "x");
}

describe("levels of variables", () => {
  const hosts = "all:\n  children:\n    b: {hosts: {eu: }}\n    a: {children: {deep: {hosts: {eu: }}}}\n";
  const levels: readonly (readonly [stronger: string, files: Files, choices?: LoadChoices])[] = [
    ["group_vars of all beat its inline vars", { "h.yml": "all: {hosts: {eu: }, vars: {x: 0}}", "group_vars/all.yml": "x: 1" }],
    ["an inline group beats group_vars of all", { "h.yml": "web: {hosts: {eu: }, vars: {x: 1}}", "group_vars/all.yml": "x: 0" }],
    ["among groups of one depth the name decides", { "h.yml": hosts, "group_vars/a.yml": "x: 0", "group_vars/b.yml": "x: 1" }],
    [
      "a child beats its parent and all above",
      { "h.yml": hosts, "group_vars/a.yml": "x: 0", "group_vars/b.yml": "x: 0", "group_vars/deep.yml": "x: 1" },
    ],
    [
      "ansible_group_priority decides among groups of one depth",
      { "h.yml": `${hosts}a: {vars: {ansible_group_priority: 10}}`, "group_vars/a.yml": "x: 1", "group_vars/b.yml": "x: 0" },
    ],
    ["a host beats its groups", { "h.yml": "web: {hosts: {eu: {x: 1}}}", "group_vars/web.yml": "x: 0" }],
    ["host_vars beat the host's inline variables", { "h.yml": "web: {hosts: {eu: {x: 0}}}", "host_vars/eu.yml": "x: 1" }],
    ["-e beats all, as a text", { "h.yml": "web: {hosts: {eu: }}", "host_vars/eu.yml": "x: 0" }, { extraVars: ["x=0", '{"x": 1}'] }],
    [
      "a later -e beats an earlier one",
      { "h.yml": "web: {hosts: {eu: }}", "e/v.yml": "x: 1" },
      { sources: ["h.yml"], extraVars: ["x=0", "@e/v.yml"] },
    ],
  ];
  for (const [title, files, choices] of levels) it(title, async () => expect(await x(files, choices)).to.equal(1));

  const merged: readonly { title: string; weak: string; strong: string; value: Value }[] = [
    { title: "a role's mappings key by key", weak: "x: {a: 1, b: 1}", strong: "x: {b: 2, c: 2}", value: { a: 1, b: 2, c: 2 } },
    { title: "mappings inside of them too", weak: "x: {m: {a: 1, b: 1}}", strong: "x: {m: {b: 2}}", value: { m: { a: 1, b: 2 } } },
    { title: "no lists: they replace each other", weak: "x: {l: [1, 2]}", strong: "x: {l: [3]}", value: { l: [3] } },
    { title: "nothing into what is no mapping", weak: "x: {a: 1}", strong: "x: '{{ y }}'\ny: {b: 2}", value: { b: 2 } },
  ];
  for (const { title, weak, strong, value } of merged) {
    it(`merge ${title}`, async () =>
      expect(await x({ "h.yml": "all: {hosts: {eu: }}", "group_vars/all.yml": weak, "host_vars/eu.yml": strong })).to.deep.equal(value));
  }

  it("replace any other variable as a whole", async () => {
    expect(
      await x({ "h.yml": "all: {hosts: {eu: }}", "group_vars/all.yml": "x: {a: 1}", "host_vars/eu.yml": "x: {b: 2}" }, { roleNames: [] }),
    ).to.deep.equal({ b: 2 });
  });

  it("are at the key's place, as deep as it is written", async () => {
    const inventory = await load(
      { "h.yml": "all: {hosts: {eu: }}", "group_vars/all.yml": "x:\n  a: 1\n  l:\n    - {k: v}\n", "host_vars/eu.yml": "x:\n  b: 1\n" },
      { roleNames: ["x"] },
    );
    const [eu] = inventory.hosts;
    const places = [["x"], ["x", "a"], ["x", "b"], ["x", "l", 0, "k"], ["x", "l", 0, "no", "such"], ["y"]].map((path) =>
      eu ? inventory.whereIs(eu, path) : "",
    );
    expect(places).to.deep.equal([
      "host_vars/eu.yml:1:1",
      "group_vars/all.yml:2:3",
      "host_vars/eu.yml:2:3",
      "group_vars/all.yml:4:8",
      "group_vars/all.yml:4:7",
      "h.yml:1:15",
    ]);
  });

  const pairs: readonly (readonly [given: string, vars: Readonly<Record<string, Value>>])[] = [
    ["a=1 b=two", { a: "1", b: "two" }],
    [`a="hello \\"world\\"" b='x "y"' c=`, { a: 'hello "world"', b: 'x "y"', c: "" }],
    ["a=x=y", { a: "x=y" }],
    ["{a: 1, b: [true]}", { a: 1, b: [true] }],
    ["a='{{ inventory_hostname }}'", { a: "eu" }],
  ];
  for (const [given, vars] of pairs) {
    it(`-e ${given}`, async () => {
      const inventory = await load({ "h.yml": "all: {hosts: {eu: }}" }, { extraVars: [given] });
      expect({ ...inventory.hosts[0]?.vars }).to.deep.equal(vars);
    });
  }
});
