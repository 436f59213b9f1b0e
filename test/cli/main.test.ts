import { expect } from "chai";
import { type Repository, repository } from "../run/repository.ts";
import { infra } from "./infra.ts";
import { declarePackage, installPackage, loginKey } from "./installed.ts";

const motd = `import { role, z } from "geosteer";
export const motd = role({ name: "motd", description: "Greets.", vars: z.strictObject({ text: z.string().describe("The greeting.") }), resources: () => [] });
`;
const web = `import { playbook } from "geosteer";
import { motd } from "../roles/motd/role.ts";
export default playbook({ name: "web", description: "The web servers.", hosts: "web", roles: [{ role: motd, tags: ["greeting"] }] });
`;
const hosts = `all:
  vars:
    motd: { text: "hello {{ inventory_hostname }}" }
    ansible_become_password: hidden
  children:
    web:
      hosts:
        eu: { ansible_host: 127.0.0.1, ansible_port: 1, ansible_user: admin }
        us: { ansible_host: 127.0.0.1, ansible_port: 1, ansible_become: true }
    db:
      hosts:
        in: { ansible_host: 127.0.0.1 }
`;

describe("infra", function () {
  this.timeout(20_000);
  let made: Repository;

  before(() => {
    made = repository({ "playbooks/web.ts": web, "roles/motd/role.ts": motd, "inventory/hosts.yml": hosts });
    loginKey(made.path);
    declarePackage(made.path);
  });
  after(() => {
    made.remove();
  });

  const usage: readonly { readonly argv: readonly string[]; readonly stderr: RegExp }[] = [
    { argv: [], stderr: /^Usage: infra <command>/ },
    { argv: ["plna"], stderr: /unknown command 'plna'\n\(Did you mean plan\?\)/ },
    { argv: ["plan"], stderr: /missing required argument 'playbook'/ },
    { argv: ["plan", "web", "more"], stderr: /too many arguments/ },
    { argv: ["plan", "web", "--limt", "eu"], stderr: /unknown option '--limt'\n\(Did you mean --limit\?\)/ },
    { argv: ["plan", "web", "--limit"], stderr: /argument missing/ },
    { argv: ["plan", "web", "--forks", "0"], stderr: /whole number from 1 on/ },
    { argv: ["plan", "web", "--connect-timeout", "soon"], stderr: /number above 0/ },
    { argv: ["apply", "web", "--wait-lock", "soon"], stderr: /whole number of seconds/ },
    { argv: ["plan", "webb", "--no-check"], stderr: /^webb: Cannot find playbook "webb".*\[USAGE\]\n {2}hint: .*known: web\n$/ },
    { argv: ["plan", "web", "--no-check", "--limit", "mars"], stderr: /^mars: .*"mars".* \[USAGE\]\n/ },
    {
      argv: ["plan", "web", "--no-check", "--limit", "db"],
      stderr: /"db" has none of the hosts of "web" \[USAGE\]\n {2}hint: "web" has eu, us\n$/,
    },
    { argv: ["plan", "web", "--no-check", "--tags", "motd,mtd"], stderr: /tag "mtd".*\n {2}hint: .*known: greeting, motd\n$/ },
    { argv: ["plan", "web", "--no-check", "-e", "nonsense"], stderr: /^-e: Cannot read "nonsense"/ },
    { argv: ["apply", "web", "--no-check", "-K"], stderr: /^-K: Cannot ask for sudo's password/ },
    { argv: ["run", "all"], stderr: /no.*command|none is given/ },
    { argv: ["run", "mars", "--", "true"], stderr: /"mars"/ },
    { argv: ["list", "motdd"], stderr: /no playbook, role or kind.*\n {2}hint: Did you mean "motd"\?/ },
    { argv: ["sandbox"], stderr: /^Usage: infra sandbox/ },
    { argv: ["secrets"], stderr: /^Usage: infra secrets/ },
    { argv: ["plan", "web", "--identity", "nowhere"], stderr: /^--identity: Cannot read "nowhere": there is no such file/ },
    { argv: ["plan", "web", "--vault-id", "dev@nowhere"], stderr: /^--vault-id: Cannot read "nowhere": there is no such file/ },
    { argv: ["inventory", "-i", "nowhere.yml"], stderr: /nowhere\.yml/ },
  ];
  for (const { argv, stderr } of usage) {
    it(`refuses with 64: infra ${argv.join(" ")}`, async () => {
      const outcome = await infra(made.path, ...argv);
      expect(outcome.stderr).to.match(stderr);
      expect(outcome).to.include({ status: 64, stdout: "" });
    });
  }

  for (const command of ["plan", "apply", "drift", "retry", "check", "inventory", "run", "list", "dns", "secrets", "sandbox"]) {
    it(`shows the manual of ${command}`, async () => {
      const outcome = await infra(made.path, command, "--help");
      expect(outcome.stdout)
        .to.match(new RegExp(`^Usage: infra ${command}`))
        .and.to.contain("Exit status:")
        .and.to.contain("Examples:");
      expect(outcome).to.include({ status: 0, stderr: "" });
      expect((await infra(made.path, "help", command)).stdout).to.equal(outcome.stdout);
    });
  }

  it("lists its commands and its version", async () => {
    expect(await infra(made.path, "--help")).to.include({ status: 0, stderr: "" });
    expect((await infra(made.path, "--version")).stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });

  it("lists the hosts of a playbook, without connecting", async () => {
    expect(await infra(made.path, "apply", "web", "--no-check", "--list-hosts")).to.deep.equal({
      status: 0,
      stdout: "eu\nus\n",
      stderr: "",
    });
    const { stdout } = await infra(made.path, "plan", "web", "--no-check", "--list-hosts", "--json", "--limit", "us");
    expect(stdout).to.equal('{"type":"hosts","hosts":["us"]}\n{"type":"summary","hosts":{}}\n');
    expect((await infra(made.path, "run", "all:!web", "--list-hosts")).stdout).to.equal("in\n");
  });

  it("checks all playbooks, and one of them", async () => {
    expect((await infra(made.path, "check", "--json")).stdout).to.equal(
      '{"type":"checked","playbook":"web","resources":{"eu":0,"us":0}}\n{"type":"summary","hosts":{}}\n',
    );
    expect(await infra(made.path, "check", "web")).to.deep.equal({
      status: 0,
      stdout: "web: no mistake; resources: eu 0, us 0\n",
      stderr: "",
    });
    expect((await infra(made.path, "check", "web", "--list-hosts")).stdout).to.equal("eu\nus\n");
  });

  it("checks types against the package that is installed", async () => {
    const bad = repository({
      "playbooks/web.ts": web.replace('hosts: "web"', "hosts: 3"),
      "roles/motd/role.ts": motd,
      "inventory/hosts.yml": hosts,
    });
    installPackage(bad.path);
    const { status, stdout, stderr } = await infra(bad.path, "plan", "web");
    expect(stderr).to.equal(
      "playbooks/web.ts:3:73: Cannot pass the type check: Type 'number' is not assignable to type 'string'. (TS2322) [PLAYBOOK_INVALID]\n",
    );
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: "" });
    bad.remove();
  });

  it("shows the inventory, and where each value comes from, but no password", async () => {
    const { stdout } = await infra(made.path, "inventory");
    expect(stdout)
      .to.contain("eu    admin@127.0.0.1 port 1")
      .and.to.contain("us    127.0.0.1 port 1 sudo")
      .and.to.contain("web    eu, us\n");
    const host = await infra(made.path, "inventory", "--host", "us");
    expect(host.stdout)
      .to.contain('  motd.text = "hello us"  (inventory/hosts.yml:3:13)\n')
      .and.to.contain("ansible_become_password = (not shown)");
    const over = ["-e", "motd=x", "--json"];
    const explained = await infra(made.path, "inventory", "--explain", "us", "-e", '{"motd": {"text": "x"}}');
    expect(explained.stdout).to.contain('  motd.text = "x"  (-e:1:11)\n    overrode inventory/hosts.yml:3:13\n');
    expect((await infra(made.path, "inventory", "--explain", "us", ...over)).stdout).to.contain('"overrode":["inventory/hosts.yml:3:5"]');
    const json = await infra(made.path, "inventory", "--json", "--host", "us");
    expect(host.stdout + json.stdout).not.to.contain("hidden");
    expect(json.stdout).to.contain('"motd.text":{"value":"hello us","where":"inventory/hosts.yml:3:13","overrode":[]}');
  });

  it("documents playbooks, roles and kinds", async () => {
    const { stdout } = await infra(made.path, "list");
    expect(stdout)
      .to.match(/playbooks\n {2}web +The web servers\.\n/)
      .and.to.match(/ {2}motd +Greets\.\n/);
    expect((await infra(made.path, "list", "motd")).stdout).to.match(/ {2}text +text +required +The greeting\.\n/);
    expect((await infra(made.path, "list", "web")).stdout).to.contain("playbooks/web.ts: on web: motd\n");
    expect((await infra(made.path, "list", "web", "--json")).stdout).to.contain('{"type":"playbook","name":"web"');
  });

  it("shows all mistakes of playbook and inventory at once, with 1", async () => {
    const bad = repository({
      "playbooks/web.ts": web.replace('"geosteer"', '"geosteer";\nimport "./none.ts"'),
      "roles/motd/role.ts": motd,
      "inventory/hosts.yml": "all:\n  hosts:\n    eu: {}\n    eu: {}\n",
    });
    const { status, stderr } = await infra(bad.path, "plan", "web", "--no-check");
    expect(stderr).to.contain("playbooks/web.ts:2:8: Cannot bundle").and.to.contain("inventory/hosts.yml:4:5");
    expect(status).to.equal(1);
    bad.remove();
  });

  it("shows variables that do not fit their role with their place", async () => {
    const { status, stderr } = await infra(made.path, "plan", "web", "--no-check", "-e", '{"motd": {"text": 3, "txt": 1}}');
    expect(stderr).to.contain("motd.text: expected string; got 3 [VARS_INVALID]").and.to.contain("txt");
    expect(status).to.equal(1);
  });

  it("reports hosts that cannot be reached, as lines and as JSON, with 1", async () => {
    const { status, stdout } = await infra(made.path, "plan", "web", "--no-check", "-v", "--private-key", "key");
    expect(stdout)
      .to.match(/^plan web on eu, us\n/)
      .and.to.contain("[UNREACHABLE]")
      .and.to.match(/eu +0 .* unreachable\n/);
    expect(status).to.equal(1);
    const json = await infra(made.path, "apply", "web", "--no-check", "--json", "--private-key", "key");
    const events = json.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string });
    expect(events.map(({ type }) => type)).to.include.members(["start", "failure", "summary"]);
    expect(events.at(-1)).to.have.nested.property("hosts.eu.outcome", "unreachable");
    expect(json).to.include({ status: 1, stderr: "" });
    const run = await infra(made.path, "run", "web", "--no-color", "--private-key", "key", "--", "true");
    expect(run).to.include({ status: 255, stderr: "eu: exit status 255\nus: exit status 255\n" });
  });

  it("says that there is no inventory", async () => {
    const empty = repository({ "playbooks/web.ts": web });
    expect((await infra(empty.path, "inventory")).stderr).to.contain("there is no folder inventory/");
    empty.remove();
  });
});
