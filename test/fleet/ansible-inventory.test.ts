import { execFile, execFileSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import fc from "fast-check";
import { parsePythonLiteral } from "../../src/inventory/python-literal.ts";
import { splitWords } from "../../src/inventory/shell-words.ts";
import { loadInventory } from "../../src/inventory/load-inventory.ts";
import { plain } from "../formats/plain.ts";
import { withFolder } from "../inventory/write-folder.ts";
import { generatedInventory, iniValue } from "../support/generated-inventory.ts";

/** Hosts with their groups and variables. */
type Fleet = Readonly<Record<string, { readonly groups: readonly string[]; readonly vars: unknown }>>;

interface Listed {
  readonly _meta: { readonly hostvars: Readonly<Record<string, unknown>> };
  readonly [group: string]: { readonly hosts?: readonly string[]; readonly children?: readonly string[]; readonly hostvars?: unknown };
}

/** What \`ansible-inventory --list\` says of a folder. */
async function askAnsible(folder: string): Promise<Fleet> {
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    LC_ALL: "C.UTF-8",
    ANSIBLE_CONFIG: join(folder, "ansible.cfg"),
    ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: "1",
  };
  const { stdout } = await promisify(execFile)("ansible-inventory", ["-i", folder, "--list"], { env, cwd: folder });
  const listed = JSON.parse(stdout) as Listed;
  const membersOf = (group: string): readonly string[] => {
    const { hosts = [], children = [] } = listed[group] ?? {};
    return [...hosts, ...children.flatMap(membersOf)];
  };
  const groups = Object.keys(listed).filter((name) => name !== "_meta");
  const names = [...new Set(membersOf("all"))];
  return Object.fromEntries(
    names.map((name) => [
      name,
      { groups: [...groups.filter((group) => membersOf(group).includes(name))].sort(), vars: listed._meta.hostvars[name] ?? {} },
    ]),
  );
}

/** With Ansible, `ansible_group_priority` is no variable that a host sees. */
async function readOurselves(folder: string): Promise<Fleet> {
  const { hosts } = await loadInventory({ sources: [folder], extraVars: [], roleNames: [], folder });
  return Object.fromEntries(
    hosts.map(({ name, groups, vars }) => {
      const others = JSON.parse(JSON.stringify({ ...vars, ansible_group_priority: undefined })) as unknown;
      return [name, { groups: [...groups].sort(), vars: others }];
    }),
  );
}

describe("with Ansible as the judge", () => {
  it("an inventory has the same hosts, groups and variables", async function () {
    this.timeout(120_000);
    await fc.assert(
      fc.asyncProperty(generatedInventory, async (files) => {
        await withFolder({ ...files, "ansible.cfg": "" }, async (folder) => {
          const [theirs, ours] = await Promise.all([askAnsible(folder), readOurselves(folder)]);
          expect(ours).to.deep.equal(theirs);
        });
      }),
      { numRuns: 12, endOnFailure: false, interruptAfterTimeLimit: 90_000 },
    );
  });

  it("values are Python's literals, and lines are split as its shlex does", () => {
    const texts = fc.sample(
      fc.oneof(
        iniValue,
        fc.tuple(iniValue, fc.constantFrom(" ", ",", ", ", "#", " # "), iniValue).map((parts) => parts.join("")),
      ),
      3000,
    );
    const script = `import ast, json, shlex, sys
def literal(text):
    try: return [json.loads(json.dumps(ast.literal_eval(text)))]
    except (ValueError, SyntaxError, TypeError): return None
def words(text):
    try: return shlex.split(text, comments=True)
    except ValueError: return None
json.dump([[literal(text), words(text)] for text in json.load(sys.stdin)], sys.stdout)`;
    const output = execFileSync("python3", ["-W", "ignore", "-c", script], {
      input: JSON.stringify(texts),
      encoding: "utf8",
      maxBuffer: 1e8,
    });
    const theirs = JSON.parse(output) as readonly unknown[];
    const ours = texts.map((text) => {
      const placed = parsePythonLiteral(text, "");
      const words = splitWords(text);
      return [placed === undefined ? null : [plain(placed)], "problem" in words ? null : words.map((word) => word.text)];
    });
    for (const [index, text] of texts.entries()) expect(ours[index], JSON.stringify(text)).to.deep.equal(theirs[index]);
  });
});
