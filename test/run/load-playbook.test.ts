import { readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Failure } from "../../src/model/failure.ts";
import { loadPlaybook } from "../../src/run/load-playbook.ts";
import { failuresOf, linesOf } from "./failures-of.ts";
import { type Repository, repository } from "./repository.ts";

const web = `import { playbook } from "geosteer";
import { motd } from "../roles/motd/role.ts";
export default playbook({ name: "web", hosts: "all", roles: [motd] });
`;
const motd = `import { role, z } from "geosteer";
export const template: string = new URL("motd.txt", import.meta.url).href;
export const motd = role({ name: "motd", description: template, vars: z.strictObject({}), resources: () => [] });
`;

describe("loadPlaybook", () => {
  let made: Repository;
  const load = (name: string): ReturnType<typeof loadPlaybook> => loadPlaybook(name, { folder: made.path });

  beforeEach(() => {
    made = repository({ "playbooks/web.ts": web, "roles/motd/role.ts": motd });
  });
  afterEach(() => {
    made.remove();
  });

  it("bundles the role, finds files beside it, and hides its cache from git", async () => {
    const { playbook } = await load("web");
    expect(playbook.roles[0]).to.include({ name: "motd", description: `file://${made.path}/roles/motd/motd.txt` });
    expect(readdirSync(join(made.path, ".infra"))).to.include(".gitignore");
  });

  it("finds the repository from a folder inside it, and a playbook by its path", async () => {
    const inside = join(made.path, "roles/motd");
    expect((await loadPlaybook("web", { folder: inside })).path).to.equal(join(made.path, "playbooks/web.ts"));
    expect((await loadPlaybook("../../playbooks/web.ts", { folder: inside })).playbook.name).to.equal("web");
  });

  it("uses the bundle again while no file changed, even if only times did", async () => {
    await load("web");
    utimesSync(join(made.path, "playbooks/web.ts"), 1, 1);
    await load("web");
    expect(readdirSync(join(made.path, ".infra/cache")).filter((name) => name.endsWith(".mjs"))).to.have.length(1);
  });

  it("makes a new bundle when a file that it imports changed", async () => {
    await load("web");
    made.write({ "roles/motd/role.ts": motd.replace("description: template", 'description: "changed"') });
    expect((await load("web")).playbook.roles[0]).to.include({ description: "changed" });
  });

  it("gives the playbook this very package, so that its errors are ours", async () => {
    made.write({
      "playbooks/web.ts": `import { Failure, playbook } from "geosteer";
import { motd } from "../roles/motd/role.ts";
export default playbook({ name: "web", hosts: "all", roles: [{ role: motd, when: () => { throw new Failure("USAGE", "here", "Cannot") } }] });`,
    });
    const { playbook } = await load("web");
    const [use] = playbook.roles;
    expect(() => use && "when" in use && use.when({} as never)).to.throw(Failure);
  });

  it("finds the place in the role's file where an error was thrown", async () => {
    made.write({
      "roles/motd/role.ts": `${motd.replace("resources: () => []", "resources: () => fail()")}\nfunction fail(): never {\n  throw new Error("no");\n}\n`,
    });
    const { playbook, locate } = await load("web");
    const [role] = playbook.roles;
    try {
      if (role && "resources" in role) role.resources({} as never);
    } catch (error) {
      expect(locate(error)).to.equal("roles/motd/role.ts:6:9");
    }
    expect(locate(new Error("elsewhere"))).to.equal(undefined);
  });

  const mistakes: readonly { readonly title: string; readonly files: Readonly<Record<string, string>>; readonly line: string | RegExp }[] =
    [
      {
        title: "a syntax error",
        files: { "playbooks/web.ts": "export default {\n  name: = 3\n};" },
        line: /^PLAYBOOK_INVALID playbooks\/web\.ts:2:9: Cannot bundle playbooks\/web\.ts: Unexpected "="$/,
      },
      {
        title: "a role that is not there",
        files: { "playbooks/web.ts": web.replace("roles/motd", "roles/mtd") },
        line: /^PLAYBOOK_INVALID playbooks\/web\.ts:2:22: Cannot bundle playbooks\/web\.ts: Could not resolve "\.\.\/roles\/mtd\/role\.ts"$/,
      },
      {
        title: "an import of a name that a role does not export",
        files: { "playbooks/web.ts": web.replace("{ motd }", "{ mtod as motd }") },
        line: /^PLAYBOOK_INVALID playbooks\/web\.ts:2:10: .*No matching export in "roles\/motd\/role\.ts" for import "mtod"$/,
      },
      {
        title: "an error while it is imported",
        files: { "roles/motd/role.ts": `${motd}\nconst port = JSON.parse("");\nexport { port };` },
        line: /^PLAYBOOK_INVALID roles\/motd\/role\.ts:5:19: Cannot load playbooks\/web\.ts: Unexpected end of JSON input$/,
      },
      {
        title: "a package that is not installed",
        files: { "playbooks/web.ts": `import "no-such-package";\n${web}` },
        line: /^PLAYBOOK_INVALID playbooks\/web\.ts: Cannot load playbooks\/web\.ts: Cannot find package 'no-such-package'/,
      },
      {
        title: "no default export",
        files: { "playbooks/web.ts": web.replace("export default", "export const web =") },
        line: "PLAYBOOK_INVALID playbooks/web.ts:1:1: Cannot load playbook playbooks/web.ts: there is no default export",
      },
      {
        title: "a default export that is no playbook",
        files: { "playbooks/web.ts": 'export const a = 1;\nexport default { name: "web" };' },
        line: "PLAYBOOK_INVALID playbooks/web.ts:2:1: Cannot load playbook playbooks/web.ts: its default export has no name, hosts and roles",
      },
      {
        title: "the name of another playbook",
        files: { "playbooks/web.ts": web.replace('"web"', '"all"') },
        line: 'PLAYBOOK_INVALID playbooks/web.ts:3:27: Cannot load playbook playbooks/web.ts: its name must be "web" as its file\'s, got "all"',
      },
    ];
  for (const { title, files, line } of mistakes) {
    it(`says where: ${title}`, async () => {
      made.write(files);
      const [first, ...more] = await linesOf(() => load("web"));
      expect(more).to.deep.equal([]);
      if (typeof line === "string") expect(first).to.equal(line);
      else expect(first).to.match(line);
    });
  }

  it("says all mistakes at once", async () => {
    made.write({ "playbooks/web.ts": `import "./a.ts";\nimport "./b.ts";\n${web}` });
    expect((await failuresOf(() => load("web"))).map(({ where }) => where)).to.deep.equal(["playbooks/web.ts:1:8", "playbooks/web.ts:2:8"]);
  });

  it("knows the playbook that was probably meant", async () => {
    made.write({ "playbooks/mail.ts": web });
    const [failure] = await failuresOf(() => load("webb"));
    expect(failure).to.include({ code: "USAGE", where: "webb", hint: 'Did you mean "web"? known: mail, web' });
    expect((await failuresOf(() => load("playbooks/no.ts")))[0]).to.include({ code: "USAGE" });
  });

  it("says that there is none", async () => {
    const empty = repository({ "inventory/hosts.yml": "" });
    expect((await failuresOf(() => loadPlaybook("all", { folder: empty.path })))[0]).to.include({ hint: "There is none" });
    empty.remove();
  });

  it("makes the cache again when it is damaged", async () => {
    await load("web");
    const key = readdirSync(join(made.path, ".infra/cache")).find((name) => name.endsWith(".json")) ?? "";
    made.write({ [`.infra/cache/${key}`]: "{" });
    expect((await load("web")).playbook.name).to.equal("web");
  });
});
