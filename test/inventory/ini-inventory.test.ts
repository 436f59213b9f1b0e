import { expect } from "chai";
import { Failures } from "../../src/model/failure.ts";
import { type Files, load } from "./write-folder.ts";

/** What an inventory says, as data. */
async function read(files: Files, sources?: readonly string[]): Promise<unknown> {
  const { hosts, warnings } = await load(files, sources ? { sources } : {});
  const told = warnings.map(({ where, message }) => `${where}: ${message}`);
  const all = Object.fromEntries(hosts.map(({ name, groups, vars }) => [name, { groups: groups.join(), vars: { ...vars } }]));
  return told.length > 0 ? { ...all, warnings: told } : all;
}

async function mistakes(files: Files, sources?: readonly string[]): Promise<readonly string[]> {
  try {
    await read(files, sources);
    return [];
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    return error.failures.map(({ where, message }) => `${where}: ${message}`);
  }
}

describe("an INI inventory", () => {
  it("declares groups, hosts, ranges, ports, children and variables", async () => {
    const hosts = `
# a comment
alone.example.org ansible_host=192.0.2.9
[web]
web[1:2] weight=5 ; tags="['a', 'b']"
db-a:2222   port_name='it is'   # behind
; another
[db]
db-[a:b]
[site:children]
web
db

[site:vars]
ntp = ntp.example.org
ports = 80, 443
flags={'on': True}
text = "  spaces "
[all:vars]
motd=hello # stays
`;
    expect(await read({ hosts: hosts.replace("; tags", "tags") })).to.deep.equal({
      "alone.example.org": { groups: "all,ungrouped", vars: { motd: "hello # stays", ansible_host: "192.0.2.9" } },
      web1: { groups: "all,site,web", vars: { ...site, weight: 5, tags: ["a", "b"] } },
      web2: { groups: "all,site,web", vars: { ...site, weight: 5, tags: ["a", "b"] } },
      "db-a": { groups: "all,site,db,web", vars: { ...site, ansible_port: 2222, port_name: "it is" } },
      "db-b": { groups: "all,site,db", vars: site },
    });
  });

  it("lies beside YAML ones, in files and folders, with their group_vars and host_vars", async () => {
    const files = {
      "10-hosts": "web1\n[web]\nweb1 a=1\nweb2\n",
      "20.yml": "web: { hosts: { web2: { a: 2 } } }\ndb: { hosts: { db1: } }\n",
      "30/more.ini": "[db]\ndb2\n",
      "40.inventory": "[db:vars]\nb=2\n",
      "group_vars/web": "b: 1\n",
      "host_vars/db2.yml": "a: 3\n",
      "README.md": "[broken\n",
      recipients: "age1\n",
    };
    expect(await read(files)).to.deep.equal({
      web1: { groups: "all,web", vars: { a: 1, b: 1 } },
      web2: { groups: "all,web", vars: { a: 2, b: 1 } },
      db1: { groups: "all,db", vars: { b: 2 } },
      db2: { groups: "all,db", vars: { a: 3, b: 2 } },
    });
  });

  it("passes over what lies in a folder under a name of its own and can be read as nothing, and says so", async () => {
    const files = { hosts: "web1\n", "hosts.example": "[web\nweb1 a\n" };
    const warnings = ["hosts.example: This is left out: it can be read neither as YAML nor as INI"];
    expect(await read(files)).to.deep.equal({ web1: { groups: "all,ungrouped", vars: {} }, warnings });
    expect(await mistakes(files, ["hosts.example"])).to.have.length(2);
  });

  it("is what a name without an ending has unless it is YAML", async () => {
    expect(await read({ hosts: "---\nweb: { hosts: { web1: } }\n" })).to.deep.equal({ web1: { groups: "all,web", vars: {} } });
    expect(await read({ hosts: "" })).to.deep.equal({});
    expect(await mistakes({ hosts: "# fleet\nweb:\n  hosts: [web1\n" })).to.have.length(1);
    expect((await mistakes({ hosts: "# fleet\nweb:\n  hosts: [web1\n" }))[0]).to.match(/^hosts:\d+:\d+: Cannot parse YAML/);
  });

  it("names the place of each variable, and what it overrode", async () => {
    const inventory = await load({ hosts: "[web]\nweb1 a=1  b='x'\n[web:vars]\n a = 2\n", "host_vars/web1.yml": "a: 3\n" });
    const explained = inventory.hosts.flatMap((host) => inventory.explain(host));
    expect(explained.map(({ name, where, overrode }) => [name, where, overrode])).to.deep.equal([
      ["a", "host_vars/web1.yml:1:1", ["hosts:4:2", "hosts:2:6"]],
      ["b", "hosts:2:11", []],
    ]);
  });

  const bad: readonly (readonly [string, string, string])[] = [
    [
      "a section with a space",
      "[web servers]",
      "hosts:1:1: Cannot read section [web servers]: expected [group], [group:children] or [group:vars], without spaces",
    ],
    [
      "an unknown section",
      "[web:var]",
      'hosts:1:1: Cannot read section [web:var]: "var" is not one of hosts, children, vars; did you mean "vars"?',
    ],
    [
      "a variable without a value",
      "[web]\n[web:vars]\n  ntp",
      'hosts:3:3: Cannot read the variables of group "web": expected key=value, got "ntp"',
    ],
    [
      "a host's variable without a value",
      "[web]\nweb1 a=1 b",
      'hosts:2:10: Cannot read a host of group "web": expected key=value, got "b"',
    ],
    ["a quote that is not closed", "[web]\nweb1 a='b", 'hosts:2:1: Cannot read a host of group "web": no closing \''],
    [
      "a child with a space",
      "[web]\n[site:children]\nweb one",
      'hosts:3:1: Cannot read the children of group "site": expected a group\'s name, got "web one"',
    ],
    [
      "a child that is nowhere",
      "[web]\n[site:children]\nwep",
      'hosts:3:1: Cannot put group "wep" into "site": no section declares the group "wep"; did you mean "web"?',
    ],
    [
      "variables of a group that is nowhere",
      "[wep:vars]\na=1",
      'hosts:1:1: Cannot give variables to group "wep": no section declares the group "wep"',
    ],
    [
      "a range that is none",
      "[web]\nweb[1-3]",
      'hosts:2:1: Cannot read host "web[1-3]": expected a range such as [01:20], [a:d] or [1:9:2], got [1-3]',
    ],
    ["a port that is none", "[web]\nweb1:", 'hosts:2:1: Cannot read host "web1:": expected a port after the colon'],
    ["no name", "'' a=1", 'hosts:1:1: Cannot read host "": expected a name'],
    ["a script", "#!/bin/sh\necho", 'hosts: Cannot read inventory "hosts": it is a script, which only Ansible can run'],
  ];
  for (const [title, text, words] of bad) {
    it(`says where ${title} is`, async () => expect(await mistakes({ hosts: text })).to.deep.equal([words]));
  }

  it("takes a group for declared that another file declared before", async () => {
    const files = { "1.yml": "web: { hosts: { web1: } }\n", "2": "[web:vars]\na=1\n[site:children]\nweb\n" };
    expect(await read(files)).to.deep.equal({ web1: { groups: "all,site,web", vars: { a: 1 } } });
  });
});

const site = { motd: "hello # stays", ntp: "ntp.example.org", ports: [80, 443], flags: { on: true }, text: "  spaces " };
