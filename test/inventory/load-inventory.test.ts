import { expect } from "chai";
import { loadInventory } from "../../src/inventory/load-inventory.ts";
import { Failures } from "../../src/model/failure.ts";
import { type Files, load, type LoadChoices, withFolder } from "./write-folder.ts";

/** What a load that must fail says: `CODE where: message`. */
async function mistakes(files: Files, choices: LoadChoices = {}): Promise<readonly string[]> {
  try {
    await load(files, choices);
  } catch (error) {
    if (error instanceof Failures) return error.failures.map(({ code, where, message }) => `${code} ${where}: ${message}`);
    throw error;
  }
  return [];
}

describe("loadInventory", () => {
  const bad: readonly { title: string; files: Files; choices?: LoadChoices; expected: readonly string[] }[] = [
    {
      title: "all mistakes of all files at once",
      files: {
        "a.yml": "all:\n  hosts:\n    eu: [1]\n",
        "b.yml": "x: 1: 2\n",
        "group_vars/all.yml": "a: 1\na: 2\n",
        "host_vars/eu.yml": "- 1\n",
      },
      expected: [
        'INVENTORY_INVALID a.yml:3:9: Cannot read host "eu": expected a mapping, got a list',
        "INVENTORY_INVALID b.yml:1:4: Cannot parse YAML: Nested mappings are not allowed in compact mappings",
        'INVENTORY_INVALID group_vars/all.yml:2:1: Cannot read key "a": the same key stands at group_vars/all.yml:1:1',
        "INVENTORY_INVALID host_vars/eu.yml:1:1: Cannot read variables: expected a mapping, got a list",
      ],
    },
    {
      title: "hosts that are a list",
      files: { "a.yml": "all:\n  hosts:\n    - eu\n" },
      expected: ['INVENTORY_INVALID a.yml:3:5: Cannot read "hosts" of group "all": expected a mapping, got a list'],
    },
    {
      title: "a section that is misspelt",
      files: { "a.yml": "web:\n  host: {eu: }\n" },
      expected: ['INVENTORY_INVALID a.yml:2:3: Cannot read group "web": "host" is not one of hosts, children, vars; did you mean "hosts"?'],
    },
    {
      title: "an INI inventory under a name of YAML's",
      files: { "hosts.yml": "web1\nweb2\n" },
      expected: ['INVENTORY_INVALID hosts.yml:1:1: Cannot read inventory: expected groups by name, got "web1 web2"'],
    },
    {
      title: "a plugin's configuration",
      files: { "aws.yml": "plugin: aws_ec2\n" },
      expected: ["INVENTORY_INVALID aws.yml:1:1: Cannot read inventory: it configures an inventory plugin, which only Ansible can run"],
    },
    {
      title: "a range that is none",
      files: { "a.yml": "all:\n  hosts:\n    web[1-3]: \n" },
      expected: ['INVENTORY_INVALID a.yml:3:5: Cannot read host "web[1-3]": expected a range such as [01:20], [a:d] or [1:9:2], got [1-3]'],
    },
    {
      title: "groups that contain each other, once",
      files: { "a.yml": "a:\n  children:\n    b:\n      children:\n        c:\nc:\n  children:\n    a:\n" },
      expected: ['INVENTORY_INVALID a.yml:8:5: Cannot put group "a" into "c": groups would contain themselves: a > b > c > a'],
    },
    {
      title: "a group that contains all",
      files: { "a.yml": "a:\n  children:\n    all:\n" },
      expected: ['INVENTORY_INVALID a.yml:3:5: Cannot put group "all" into "a": groups would contain themselves: a > all'],
    },
    {
      title: "a source that is not there",
      files: {},
      choices: { sources: ["nope.yml"] },
      expected: ['USAGE -i: Cannot read inventory "nope.yml": there is no such file or folder'],
    },
    {
      title: "a file that is too large",
      files: { "a.yml": `a: ${"x".repeat(9 * 1024 * 1024)}` },
      expected: ['INVENTORY_INVALID a.yml: Cannot read "a.yml": it is larger than 8 MiB'],
    },
    {
      title: "an -e that is no pair",
      files: {},
      choices: { extraVars: ["port", "a=1 b"] },
      expected: [
        'USAGE -e: Cannot read "port": expected key=value, {"key": value} or @file',
        'USAGE -e: Cannot read "a=1 b": expected key=value, {"key": value} or @file',
      ],
    },
    {
      title: "an -e @file that is not there",
      files: {},
      choices: { extraVars: ["@no.yml"] },
      expected: ['USAGE -e: Cannot read "@no.yml": there is no such file'],
    },
    {
      title: "an -e that is no YAML",
      files: {},
      choices: { extraVars: ["{a: 1, a: 2}"] },
      expected: ['USAGE -e:1:8: Cannot read key "a": the same key stands at -e:1:2'],
    },
    {
      title: "an -e @file of a list",
      files: { "x/v.yml": "[1]" },
      choices: { sources: [], extraVars: ["@x/v.yml"] },
      expected: ["INVENTORY_INVALID x/v.yml:1:1: Cannot read variables: expected a mapping, got a list"],
    },
  ];
  for (const { title, files, choices, expected } of bad)
    it(`reports ${title}`, async () => expect(await mistakes(files, choices)).to.deep.equal(expected));

  const warned: readonly { title: string; files: Files; expected: readonly string[] }[] = [
    {
      title: "a near miss of a role's name",
      files: { "a.yml": "all:\n  hosts: {eu: }\n  vars:\n    apt-sources: {x: 1}\n    userz: {a: 1}\n    user: bob\n" },
      expected: [
        'a.yml:4:5: No role reads "apt-sources"; did you mean "apt_sources"?',
        'a.yml:5:5: No role reads "userz"; did you mean "users"?',
      ],
    },
    {
      title: "variables of a host that there is not",
      files: { "a.yml": "all: {hosts: {server-eu: }}", "host_vars/server-ue.yml": "a: 1" },
      expected: ['host_vars/server-ue.yml: There is no host "server-ue"; did you mean "server-eu"?'],
    },
    {
      title: "a file that a folder hides",
      files: { "a.yml": "all: {hosts: {eu: }}", "group_vars/all/x.yml": "a: 1", "group_vars/all.yml": "a: 2" },
      expected: ['group_vars/all.yml: This is not read: "group_vars/all" comes first, as in Ansible'],
    },
    {
      title: "an unknown section",
      files: { "a.yml": "all: {hosts: {eu: }, description: {x: 1}}" },
      expected: ['a.yml:1:22: "description" in group "all" is left out: it is not one of hosts, children, vars'],
    },
    {
      title: "a name for a host and a group",
      files: { "a.yml": "eu: {hosts: {eu: }}" },
      expected: ['a.yml:1:14: "eu" is a host and a group'],
    },
  ];
  for (const { title, files, expected } of warned) {
    it(`warns about ${title}`, async () => {
      const { warnings } = await load(files, { roleNames: ["apt-sources", "users"] });
      expect(warnings.map(({ where, message }) => `${where}: ${message}`)).to.deep.equal(expected);
    });
  }

  it("merges several sources in order, each with the variables beside it", async () => {
    const files = {
      "one/hosts.yml": "web: {hosts: {a: {x: inline}}}",
      "one/group_vars/web.yml": "y: one",
      "two/hosts.yml": "web: {hosts: {b: , a: {z: later}}}",
      "two/host_vars/a.yml": "x: file",
      "two/group_vars/web.yml": "y: two",
    };
    const inventory = await load(files, { sources: ["one", "two/hosts.yml"] });
    expect(inventory.hosts.map(({ name, vars }) => [name, { ...vars }])).to.deep.equal([
      ["a", { y: "two", x: "file", z: "later" }],
      ["b", { y: "two" }],
    ]);
  });

  it("reads files and sub-folders of a folder by name, and passes over what Ansible ignores", async () => {
    const files = {
      "b.yml": "all: {hosts: {b: }}",
      "a/x.yaml": "all: {hosts: {a: }}",
      hosts: "all: {hosts: {h: }}",
      "c.json": '{"all": {"hosts": {"c": null}}}',
      ".hidden.yml": "x: [",
      "old.yml~": "x: [",
      "hosts.ini": "[web]",
      "README.md": "# no",
      "empty.yml": "# nothing\n",
    };
    const inventory = await load(files);
    expect(inventory.hosts.map(({ name }) => name)).to.deep.equal(["a", "b", "c", "h"]);
  });

  it("shows places outside of the folder in full", async () => {
    await withFolder({ "hosts.yml": "all: {hosts: {eu: }}" }, async (folder) => {
      const inventory = await loadInventory({ sources: [folder], extraVars: [], roleNames: [], folder: "/nowhere" });
      expect(inventory.hosts.map((host) => inventory.whereIs(host, ["x"]))).to.deep.equal([`${folder}/hosts.yml:1:15`]);
    });
  });

  it("takes names that mean something to JavaScript for names", async () => {
    const inventory = await load({
      "a.yml": "__proto__: {hosts: {constructor: {__proto__: {polluted: 1}, x: '{{ hasOwnProperty | default(1) }}'}}}",
    });
    const [host] = inventory.hosts;
    expect(host?.name).to.equal("constructor");
    expect(host?.groups).to.deep.equal(["all", "__proto__"]);
    expect(Object.keys(host?.vars ?? {})).to.deep.equal(["__proto__", "x"]);
    expect(host?.vars["x"]).to.equal(1);
    expect(Object.hasOwn(Object.prototype, "polluted")).to.equal(false);
    expect(inventory.select("__proto__")).to.deep.equal([host]);
  });

  it("keeps odd names and values as they are", async () => {
    const odd = 'a "q" $(x) `y`\n- ü 🦀 \u2028';
    const inventory = await load({ "a.json": JSON.stringify({ all: { hosts: { [odd]: { v: odd.repeat(20_000) } } } }) });
    expect(inventory.hosts.map(({ name, vars }) => [name, vars["v"]])).to.deep.equal([[odd, odd.repeat(20_000)]]);
  });
});
