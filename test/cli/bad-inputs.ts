import { camelCase, foldersIn } from "../support/repository.ts";

/** A playbook without a mistake. */
export const web = `import { playbook } from "geosteer";
import { motd } from "../roles/motd/role.ts";

export default playbook({ name: "web", hosts: "web", roles: [motd] });
`;
/** The role that it uses. */
export const motd = `import { file, role, z } from "geosteer";

export const motd = role({
  name: "motd",
  description: "The message of the day.",
  vars: z.strictObject({ text: z.string(), mode: z.enum(["0644", "0600"]).optional(), shout: z.boolean().optional() }),
  resources: ({ vars: { text, mode } }) => [file({ path: "/srv/motd", content: text, mode })],
});
`;
/** The hosts that it is for. */
export const hosts = "all:\n  children:\n    web:\n      hosts:\n        eu:\n        us:\n";
/** The variables that it needs. */
export const vars = "motd:\n  text: hello\n";

/** Input that is wrong, and what every command that meets it says on standard error. */
export interface Case {
  readonly title: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly argv?: readonly string[];
  readonly says: readonly string[];
  readonly status?: 1 | 64;
}

const expressionHint = '  hint: Define it in the inventory, or say what stands for it where it is missing: {{ name | default("…") }}.';

/** Found by whoever reads the inventory at all. */
export const inventories: readonly Case[] = [
  {
    title: "YAML syntax errors, of all files",
    files: { "inventory/hosts.yml": "all:\n  hosts: { eu: {}, us: [1 }\n", "inventory/group_vars/all.yml": "motd:\n\ttext: a\n" },
    says: [
      "inventory/hosts.yml:2:27: Cannot parse YAML: Flow sequence in block collection must be sufficiently indented and end with a ] [INVENTORY_INVALID]",
      "inventory/group_vars/all.yml:2:1: Cannot parse YAML: Tabs are not allowed as indentation [INVENTORY_INVALID]",
    ],
  },
  {
    title: "a duplicate key",
    files: { "inventory/group_vars/all.yml": "motd:\n  text: a\n  text: b\n" },
    says: [
      'inventory/group_vars/all.yml:3:3: Cannot read key "text": the same key stands at inventory/group_vars/all.yml:2:3 [INVENTORY_INVALID]',
    ],
  },
  {
    title: "a group cycle",
    files: {
      "inventory/hosts.yml":
        "all:\n  children:\n    web:\n      hosts: { eu: }\n      children: { db: }\n    db:\n      children: { web: }\n",
    },
    says: [
      'inventory/hosts.yml:7:19: Cannot put group "web" into "db": groups would contain themselves: web > db > web [INVENTORY_INVALID]',
    ],
  },
  {
    title: "wrong types of what Ansible defines",
    files: { "inventory/hosts.yml": "all:\n  hosts: [eu]\n  children: { web: { hots: { eu: } } }\n" },
    says: [
      'inventory/hosts.yml:2:10: Cannot read "hosts" of group "all": expected a mapping, got a list [INVENTORY_INVALID]',
      'inventory/hosts.yml:3:22: Cannot read group "web": "hots" is not one of hosts, children, vars; did you mean "hosts"? [INVENTORY_INVALID]',
    ],
  },
  {
    title: "an address that is none, once for all hosts",
    files: { "inventory/group_vars/web.yml": "ansible_port: ssh\n", "inventory/group_vars/all.yml": vars },
    says: ['inventory/group_vars/web.yml:1:1: Cannot read ansible_port: expected a port from 1 to 65535, got "ssh" [INVENTORY_INVALID]'],
  },
  {
    title: "patterns that match nothing",
    argv: ["--limit", "ue,db*"],
    says: ['ue,db*: Cannot select hosts by "ue,db*": "ue" is no host or group; did you mean "eu"?; "db*" is no host or group [USAGE]'],
    status: 64,
  },
  {
    title: "variables on the command line that cannot be read",
    argv: ["-e", "nonsense"],
    says: [
      '-e: Cannot read "nonsense": expected key=value, {"key": value} or @file [USAGE]',
      `  hint: A value with spaces stands in quotes: -e 'motd="hello world"'. Values that are no strings: -e '{"port": 22}'.`,
    ],
    status: 64,
  },
];

/** Found when a playbook is compiled. */
export const variables: readonly Case[] = [
  {
    title: "unknown properties, wrong types and duplicates of them, all at once and each once",
    files: { "inventory/group_vars/all.yml": "motd:\n  text: 3\n  mode: 0644\n  shout: yes\n  txt: a\n" },
    says: [
      "inventory/group_vars/all.yml:2:3: Cannot read the variables of role motd: motd.text: expected string; got 3 [VARS_INVALID]",
      '  hint: Put it into quotes: "3"',
      'inventory/group_vars/all.yml:3:3: Cannot read the variables of role motd: motd.mode: expected "0644" or "0600"; got 644 [VARS_INVALID]',
      'inventory/group_vars/all.yml:4:3: Cannot read the variables of role motd: motd.shout: expected boolean; got "yes" [VARS_INVALID]',
      "  hint: YAML 1.2 has true and false; yes and no are strings",
      'inventory/group_vars/all.yml:5:3: Cannot read the variables of role motd: motd.txt: there is no such property; got "a" [VARS_INVALID]',
      '  hint: Did you mean "text"? known: mode, shout, text',
    ],
  },
  {
    title: "a mistake of one host, with its name",
    files: { "inventory/host_vars/us.yml": "motd: { mode: '0777' }\n" },
    says: [
      'inventory/host_vars/us.yml:1:9: Cannot read the variables of role motd: motd.mode: expected "0644" or "0600"; got "0777" (on us) [VARS_INVALID]',
    ],
  },
  {
    title: "an undefined variable",
    files: { "inventory/group_vars/all.yml": 'greeting: hello\nmotd:\n  text: "{{ greting }}, world"\n' },
    says: [
      'inventory/group_vars/all.yml:3:9: Cannot render "{{ greting }}, world": "greting" is not defined; did you mean "greeting"? [EXPRESSION_INVALID]',
      expressionHint,
    ],
  },
  {
    title: "an expression that cannot be rendered",
    files: { "inventory/group_vars/all.yml": "motd:\n  text: \"{{ lookup('file', '/etc/motd') }}\"\n" },
    says: [
      `inventory/group_vars/all.yml:2:9: Cannot render "{{ lookup('file', '/etc/motd') }}": there is no function "lookup" [EXPRESSION_INVALID]`,
      '  hint: Read it in TypeScript, in the role or playbook: process.env["NAME"], readFileSync(path, "utf8").',
    ],
  },
  {
    title: "an unknown role in --tags, beside mistakes of the inventory",
    files: { "inventory/group_vars/all.yml": "motd:\n  text: [a]\n" },
    argv: ["--tags", "mtod,motd"],
    says: [
      'web: Cannot select resources by tag "mtod": no role of playbook "web" has it [USAGE]',
      '  hint: Did you mean "motd"? known: motd',
      'inventory/group_vars/all.yml:2:3: Cannot read the variables of role motd: motd.text: expected string; got ["a"] [VARS_INVALID]',
    ],
    status: 64,
  },
];

/** Found without the type check, which costs a second each. */
export const playbooks: readonly Case[] = [
  {
    title: "a playbook that throws, beside a mistake of the inventory",
    files: { "playbooks/web.ts": `${web}\nthrow new Error("out of tea");\n`, "inventory/group_vars/all.yml": "a: 1\na: 2\n" },
    says: [
      'inventory/group_vars/all.yml:2:1: Cannot read key "a": the same key stands at inventory/group_vars/all.yml:1:1 [INVENTORY_INVALID]',
      "playbooks/web.ts:6:7: Cannot load playbooks/web.ts: out of tea [PLAYBOOK_INVALID]",
    ],
  },
  {
    title: "a role that throws, once for all hosts",
    files: {
      "roles/motd/role.ts": motd
        .replace("[file(", "[fail(), file(")
        .concat('\nfunction fail(): never {\n  throw new Error("out of tea");\n}\n'),
    },
    says: ["roles/motd/role.ts:11:9: role motd: Cannot declare its resources: Error: out of tea [PLAYBOOK_INVALID]"],
  },
  {
    title: "a condition that throws",
    files: { "playbooks/web.ts": web.replace("[motd]", "[{ role: motd, when: ({ vars }) => vars.a.b.c }]") },
    says: [
      "playbooks/web.ts:4:103: role motd: Cannot decide whether it is wanted: TypeError: Cannot read properties of undefined (reading 'b') [PLAYBOOK_INVALID]",
    ],
  },
  {
    title: "properties of a resource that do not fit",
    files: { "roles/motd/role.ts": motd.replace('path: "/srv/motd"', 'path: "srv/motd", onwer: 3') },
    says: [
      'roles/motd/role.ts:7:45: role motd: file.path: Cannot declare file "srv/motd": path: must be an absolute path without a double or trailing slash, such as /etc/motd; got "srv/motd" [RESOURCE_INVALID]',
      'roles/motd/role.ts:7:45: role motd: file.onwer: Cannot declare file "srv/motd": onwer: there is no such property; got 3 [RESOURCE_INVALID]',
      '  hint: Did you mean "owner"? known: absent, content, group, mode, owner, path, validate',
    ],
  },
  {
    title: "a pattern of the playbook's that matches nothing",
    files: { "playbooks/web.ts": web.replace('hosts: "web"', 'hosts: "wbe"') },
    says: ['playbooks/web.ts:4:40: Cannot select hosts by "wbe": "wbe" is no host or group; did you mean "web"? [USAGE]'],
    status: 64,
  },
  {
    title: "an unknown role's file",
    files: { "playbooks/web.ts": web.replace("roles/motd", "roles/mtod") },
    says: [
      'playbooks/web.ts:2:22: Cannot bundle playbooks/web.ts: Could not resolve "../roles/mtod/role.ts" [PLAYBOOK_INVALID]',
      '  hint: Did you mean "motd"? known: motd',
    ],
  },
  {
    title: "an unknown role of the package",
    files: { "playbooks/web.ts": web.replace('{ motd } from "../roles/motd/role.ts"', '{ users, ussers as motd } from "geosteer/roles"') },
    says: [
      'playbooks/web.ts:2:17: Cannot bundle playbooks/web.ts: No matching export in "geosteer/roles" for import "ussers" [PLAYBOOK_INVALID]',
      `  hint: Did you mean "users"? known: ${foldersIn("roles").map(camelCase).join(", ")}`,
    ],
  },
  {
    title: "no roles where roles are expected",
    files: { "playbooks/web.ts": web.replace("[motd]", "[3, motd, {}]") },
    says: [
      "playbooks/web.ts:4:54: Cannot load playbook playbooks/web.ts: roles[0] must be a role or { role, tags, when } [PLAYBOOK_INVALID]",
      "playbooks/web.ts:4:54: Cannot load playbook playbooks/web.ts: roles[2] must be a role or { role, tags, when } [PLAYBOOK_INVALID]",
    ],
  },
];
