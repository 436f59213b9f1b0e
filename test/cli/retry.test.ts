import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Repository, repository } from "../run/repository.ts";
import { infra } from "./infra.ts";
import { loginKey } from "./installed.ts";

const web = `import { file, playbook, role, z } from "geosteer";
const note = role({ name: "note", description: "x", vars: z.strictObject({ text: z.string().default("x") }), resources: () => [] });
export default playbook({ name: "web", hosts: "all", roles: [note] });
`;
/** Hosts on which nothing listens. */
const hosts = `all:
  hosts:
    eu: { ansible_host: 127.0.0.1, ansible_port: 1, ansible_user: admin }
    us: { ansible_host: 127.0.0.1, ansible_port: 1, ansible_user: admin }
`;

describe("infra retry", function () {
  this.timeout(20_000);
  let made: Repository;
  beforeEach(() => {
    made = repository({ "playbooks/web.ts": web, "inventory/hosts.yml": hosts });
    loginKey(made.path);
  });
  afterEach(() => {
    made.remove();
  });

  const file = (): string => join(made.path, ".infra/last-apply.json");
  const apply = async (...argv: readonly string[]) => await infra(made.path, "apply", "web", "--no-check", "--private-key", "key", ...argv);

  it("has nothing to do where nothing was applied, or where all was", async () => {
    expect(await infra(made.path, "retry")).to.deep.equal({
      status: 0,
      stdout: "Nothing to retry: nothing was applied from this repository yet\n",
      stderr: "",
    });
    await apply();
    const last = JSON.parse(readFileSync(file(), "utf8")) as object;
    writeFileSync(file(), JSON.stringify({ ...last, hosts: { eu: true } }));
    expect(await infra(made.path, "retry", "--json")).to.deep.equal({
      status: 0,
      stdout:
        '{"type":"notice","level":"info","message":"Nothing to retry: web came to its end on every host"}\n{"type":"summary","hosts":{}}\n',
      stderr: "",
    });
  });

  it("works on the hosts that were not reached, with the options of the apply but no value of a variable", async () => {
    made.write({ "vars.yml": "note: { text: y }\n" });
    const secret = '{"token": "s3cret"}';
    expect(
      (await apply("--limit", "us", "--tags", "note", "-e", "@vars.yml", "-e", secret, "--yes", "--break-lock", "--force")).status,
    ).to.equal(1);
    const text = readFileSync(file(), "utf8");
    expect(JSON.parse(text)).to.deep.include({
      playbook: "web",
      flags: { check: false, privateKey: "key", tags: ["note"] },
      extraVars: { files: [join(made.path, "vars.yml")], names: ["token"] },
      hosts: { us: false },
    });
    expect(text).not.to.include("s3cret");
    expect(statSync(file()).mode & 0o777).to.equal(0o600);
    const without = await infra(made.path, "retry");
    expect(without).to.include({ status: 64 });
    expect(without.stderr).to.match(/^-e: Cannot go on without the values of token: .*\[USAGE\]\n {2}hint: Give the same -e again\n$/);
    expect(await infra(made.path, "retry", "-e", secret, "--list-hosts")).to.include({ status: 0, stdout: "us\n" });
    const again = await infra(join(made.path, "playbooks"), "retry", "--break-lock", "--force", "-e", secret);
    expect(again.stdout).to.match(/^apply web on us\n/);
    expect(again.status).to.equal(1);
  });

  it("says that it cannot read what an apply left, and an apply that it cannot leave it", async () => {
    await apply();
    for (const text of ["{", '{"version": 2}']) {
      writeFileSync(file(), text);
      expect((await infra(made.path, "retry")).stderr).to.match(/Cannot tell what the last apply was.* \[USAGE\]/);
    }
    const blocked = repository({ "playbooks/web.ts": web, "inventory/hosts.yml": hosts, ".infra/last-apply.json/x": "" });
    loginKey(blocked.path);
    const { stdout } = await infra(blocked.path, "apply", "web", "--no-check", "--private-key", "key");
    expect(stdout).to.include("warning: This apply cannot be remembered for `infra retry`: Error: E");
    blocked.remove();
  });

  it("is not for what never began", async () => {
    expect((await apply("--limit", "mars")).status).to.equal(64);
    expect(existsSync(file())).to.equal(false);
  });
});

describe("a saved plan, on the command line", function () {
  this.timeout(20_000);
  let made: Repository;
  before(() => {
    made = repository({ "playbooks/web.ts": web, "inventory/hosts.yml": hosts });
    loginKey(made.path);
  });
  after(() => {
    made.remove();
  });

  const circumstances = { format: "geosteer plan", version: 1, madeAt: "2026-01-01T00:00:00Z", playbook: "web" };
  const plan = { ...circumstances, extraVars: { files: [], names: ["port"] }, hosts: { us: { essence: "", changes: [] } } };

  const refused: readonly { readonly argv: readonly string[]; readonly stderr: RegExp; readonly content?: object }[] = [
    { argv: ["none.json"], stderr: /none\.json: Cannot read the plan .*: there is no such file/ },
    { argv: ["plan.json", "--tags", "note"], stderr: /^--tags: Cannot apply a saved plan with --tags/ },
    { argv: ["plan.json", "-i", "inventory/"], stderr: /^--inventory: Cannot apply a saved plan with --inventory/ },
    { argv: ["plan.json", "--prune-users"], stderr: /^--prune-users: / },
    { argv: ["plan.json"], stderr: /^-e: Cannot go on without the values of port/ },
    { argv: ["plan.json", "-e", "port=1", "--limit", "eu"], stderr: /"eu" has none of its hosts \[USAGE\]\n {2}hint: Its hosts: us\n/ },
    {
      argv: ["plan.json", "-e", "port=1"],
      stderr: /it has no host \[USAGE\]\n {2}hint: Its hosts: none\n/,
      content: { ...plan, hosts: {} },
    },
  ];
  for (const { argv, stderr, content = plan } of refused) {
    it(`is refused with 64: infra apply ${argv.join(" ")}`, async () => {
      made.write({ "plan.json": JSON.stringify(content) });
      const outcome = await infra(made.path, "apply", ...argv);
      expect(outcome.stderr).to.match(stderr);
      expect(outcome.status).to.equal(64);
    });
  }

  it("works on its own hosts", async () => {
    made.write({ "plan.json": JSON.stringify(plan) });
    expect((await infra(made.path, "apply", "plan.json", "-e", "port=1", "--list-hosts", "--no-check")).stdout).to.equal("us\n");
    const applied = await infra(made.path, "apply", "plan.json", "-e", "port=1", "--no-check", "--private-key", "key");
    expect(applied.stdout).to.match(/^apply web on us\n/);
    expect((await infra(made.path, "retry", "-e", "port=1", "--list-hosts")).stdout).to.equal("us\n");
  });

  it("is written without the hosts that could not be planned, or not at all where it cannot be", async () => {
    const argv = ["plan", "web", "--no-check", "--private-key", "key", "--out"];
    expect((await infra(made.path, ...argv, "out.json")).status).to.equal(1);
    expect(JSON.parse(readFileSync(join(made.path, "out.json"), "utf8"))).to.deep.include({ playbook: "web", hosts: {} });
    const { status, stderr } = await infra(made.path, ...argv, "none/out.json");
    expect(stderr).to.match(/^--out: Cannot save the plan to .*ENOENT.* \[USAGE\]/);
    expect(status).to.equal(64);
  });
});

describe("infra drift", () => {
  it("lists the hosts of all playbooks, leaving out those of which --limit has none", async function () {
    this.timeout(20_000);
    const other = web.replace('name: "web", hosts: "all"', 'name: "other", hosts: "us"');
    const made = repository({ "playbooks/other.ts": other, "playbooks/web.ts": web, "inventory/hosts.yml": hosts });
    const list = ["drift", "--list-hosts", "--no-check"];
    expect((await infra(made.path, ...list)).stdout).to.equal("eu\nus\n");
    expect((await infra(made.path, ...list, "--limit", "eu")).stdout).to.equal("eu\n");
    expect((await infra(made.path, ...list, "other", "--limit", "eu")).status).to.equal(64);
    expect((await infra(made.path, ...list, "othr")).stderr).to.include('Did you mean "other"?');
    made.remove();
    const empty = repository({ "inventory/hosts.yml": hosts });
    expect((await infra(empty.path, "drift")).stderr).to.match(/^playbooks\/: Cannot find a playbook/);
    empty.remove();
  });
});
