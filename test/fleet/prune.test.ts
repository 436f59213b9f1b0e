import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Repository, repository } from "../run/repository.ts";
import { type Ended, infra, summaryOf } from "../support/controller.ts";
import { type Fleet, fleetUp } from "../support/fleet.ts";

/** A playbook that declares these resources on these hosts. */
function playbookOf(name: string, hosts: string, resources: readonly string[]): string {
  return `import { aptPackages, directory, file, playbook, role, sysctl, systemdUnit, user, z } from "geosteer";
const vars = z.strictObject({ text: z.string().default("x") });
const only = role({ name: "only", description: "For a test.", vars, resources: ({ vars: { text } }) => [${resources.join(", ")}] });
export default playbook({ name: "${name}", hosts: "${hosts}", roles: [only] });
`;
}

/** Declarations of so many files. */
function files(count: number): readonly string[] {
  return Array.from({ length: count }, (_, index) => `file({ path: "/srv/prune/${index}", content: text })`);
}

const kept = ['directory({ path: "/srv/prune" })', ...files(8)];
const going = [
  'directory({ path: "/srv/prune/sub" })',
  'file({ path: "/srv/prune/sub/secretless", content: "x" })',
  'systemdUnit({ name: "pruned.service", content: "[Service]\\nExecStart=/bin/sleep infinity\\n" })',
  'sysctl({ key: "vm.swappiness", value: 42 })',
  'user({ name: "pruned", system: true })',
  'aptPackages({ name: "none", packages: ["coreutils"] })',
];

describe("what playbooks no longer declare", () => {
  let fleet: Fleet;
  let made: Repository;
  before(async () => {
    fleet = await fleetUp("prune");
    made = repository({ "playbooks/one.ts": playbookOf("one", "eu,us", [...kept, ...going]) });
    expect(await apply("one")).to.include({ status: 0, stderr: "" });
  });
  after(() => {
    made.remove();
  });

  const call = async (...args: readonly string[]): Promise<Ended> => await infra(args, made.path);
  const on = (...more: readonly string[]): readonly string[] => ["-i", fleet.inventoryFile, "--no-check", ...more];
  const apply = async (...args: readonly string[]): Promise<Ended> => await call("apply", ...args, ...on("--yes"));
  const plan = async (...args: readonly string[]): Promise<Ended> => await call("plan", ...args, ...on());
  const manifest = (): string => fleet.sh("eu", "cat /var/lib/infra/manifest.json");
  const isThere = (path: string): boolean => fleet.sh("eu", `[ -e ${path} ] && echo yes || echo no`) === "yes\n";

  it("is listed by plan, left alone by apply, and counts as nothing", async () => {
    made.write({ "playbooks/one.ts": playbookOf("one", "eu,us", kept) });
    const planned = await plan("one");
    expect(planned).to.include({ status: 0, stderr: "" });
    expect(planned.stdout).to.include("eu, us: nothing to change\n  - no longer declared: directory:/srv/prune/sub\n");
    expect(planned.stdout).to.include("  - no longer declared: user:pruned  (accounts are removed only with --prune-users)\n");
    expect(planned.stdout).to.include("  - no longer declared: aptPackages:none  (aptPackages is never removed by itself)\n");
    const json = await plan("one", "--json");
    expect(summaryOf(json)["eu"]).to.include({ changed: 0, undeclared: 6, exchanges: 1 });
    expect(summaryOf(await apply("one", "--json"))["eu"]).to.include({ changed: 0, exchanges: 1 });
    expect(isThere("/srv/prune/sub/secretless")).to.equal(true);
  });

  it("is not pruned while another playbook does not compile, nor what another one declares now", async () => {
    made.write({ "playbooks/two.ts": "export default 7;\n" });
    const broken = await plan("one", "--prune");
    expect(broken.status).to.equal(0);
    expect(broken.stdout).to.match(
      /^warning: What is no longer declared cannot be known: another playbook cannot be compiled: playbooks\/two\.ts:1:1: /m,
    );
    expect(broken.stdout).not.to.include("- no longer declared");
    made.write({ "playbooks/two.ts": playbookOf("two", "eu", [going[3] ?? ""]) });
    const moved = await plan("one", "--prune");
    expect(moved.stdout)
      .to.match(/^eu: 3 changes$/m)
      .and.to.match(/^us: 4 changes$/m);
  });

  it("is refused where it is more than is likely meant", async () => {
    const refused = await apply("one", "--prune", "--limit", "us");
    expect(refused.status).to.equal(0);
    expect(fleet.sh("us", "ls /srv/prune/sub 2>/dev/null || true")).to.equal("");
    made.write({ "playbooks/one.ts": playbookOf("one", "eu,us", kept.slice(0, 3)) });
    const guarded = await apply("one", "--prune", "--limit", "us");
    expect(guarded.status).to.equal(1);
    expect(guarded.stdout).to.match(
      /^us: Cannot remove 6 of the 10 resources on us: .*file:\/srv\/prune\/7.* and 1 more \[PRUNE_GUARD\]$/m,
    );
    expect(fleet.sh("us", "ls /srv/prune | wc -l")).to.equal("8\n");
    made.write({ "playbooks/one.ts": playbookOf("one", "eu,us", kept) });
  });

  it("is removed with --prune, in the reverse order, and then forgotten; users with --prune-users", async () => {
    const pruned = await apply("one", "--prune", "--limit", "eu");
    expect(pruned).to.include({ status: 0, stderr: "" });
    const done = [...pruned.stdout.matchAll(/^eu: done {2}(\S.*?) {2}/gm)].map(([, title]) => title);
    expect(done).to.deep.equal([
      "remove systemdUnit pruned.service",
      "remove file /srv/prune/sub/secretless",
      "remove directory /srv/prune/sub",
    ]);
    expect([isThere("/srv/prune/sub"), isThere("/etc/systemd/system/pruned.service")]).to.deep.equal([false, false]);
    expect(isThere("/etc/sysctl.d/99-zz-infra-vm.swappiness.conf")).to.equal(true);
    expect(manifest()).to.include("user:pruned").and.to.include("sysctl:vm.swappiness").and.not.to.include("sub");
    expect(await apply("two")).to.include({ status: 0 });
    expect(await apply("one", "--prune-users", "--limit", "eu")).to.include({ status: 0 });
    expect(fleet.sh("eu", "getent passwd pruned || echo none")).to.equal("none\n");
    expect(JSON.parse(manifest()))
      .to.have.nested.property("playbooks.one")
      .with.all.keys(["directory:/srv/prune", ...Array.from({ length: 8 }, (_, index) => `file:/srv/prune/${index}`)]);
    expect(summaryOf(await apply("one", "--prune", "--json", "--limit", "eu"))["eu"]).to.include({ changed: 0, exchanges: 1 });
  });

  it("is told by drift, apart from what somebody changed on the host and from what we changed", async () => {
    expect(await call("drift", ...on())).to.include({ status: 2 });
    expect(await apply("one", "--prune-users", "--limit", "us")).to.include({ status: 0 });
    const nothing = await call("drift", ...on());
    expect(nothing).to.include({ status: 0, stderr: "" });
    expect(nothing.stdout).to.include("eu, us: no differences\n");
    fleet.sh("eu", "echo by hand >>/srv/prune/0");
    made.write({
      "playbooks/one.ts": playbookOf("one", "eu,us", [...kept.slice(0, -1), 'file({ path: "/srv/prune/new", content: text })']),
    });
    const found = await call("drift", ...on());
    expect(found.status).to.equal(2);
    expect(found.stdout).to.match(
      /^eu: 2 differences\n {2}changed on the host, as declared:\n {4}write \/srv\/prune\/0 .*\n[^]*? {2}changed in the playbooks, not applied yet:\n {4}write \/srv\/prune\/new .*\n[^]*? {2}- no longer declared: file:\/srv\/prune\/7\n/m,
    );
    const json = await call("drift", "--json", ...on());
    expect(summaryOf(json)["eu"]).to.include({ resources: 10, changed: 2, drifted: 1, undeclared: 1, exchanges: 1 });
    expect(json.stdout).to.include('"by":"host"').and.to.include('"by":"playbook"');
    expect(await call("drift", "two", ...on("--limit", "us"))).to.include({ status: 64 });
  });

  it("of an apply is retried on the hosts that it did not reach", async () => {
    const port = '{"ansible_port": "{{ 1 if inventory_hostname == \'us\' else 22 }}"}';
    const only = '{"only": {"text": "y"}}';
    made.write({ "cut.yml": port });
    expect(await apply("one", "-e", "@cut.yml", "-e", only)).to.include({ status: 1 });
    const file = join(made.path, ".infra/last-apply.json");
    expect(statSync(file).mode & 0o777).to.equal(0o600);
    expect(JSON.parse(readFileSync(file, "utf8"))).to.deep.include({ hosts: { eu: true, us: false } });
    expect(await call("retry")).to.include({ status: 64 });
    expect((await call("retry", "-e", only, "--list-hosts")).stdout).to.equal("us\n");
    made.write({ "cut.yml": "{}" });
    const again = await call("retry", "--yes", "--json", "-e", only);
    expect(again).to.include({ status: 0 });
    expect(Object.keys(summaryOf(again))).to.deep.equal(["us"]);
    expect(fleet.sh("us", "cat /srv/prune/new")).to.equal("y");
    const none = await call("retry");
    expect(none).to.include({ status: 0, stdout: "Nothing to retry: one came to its end on every host\n" });
  });

  it("or has yet to be done is saved by plan, applied as it is, and refused when it is stale", async () => {
    expect(await apply("one")).to.include({ status: 0 });
    made.write({ "playbooks/one.ts": playbookOf("one", "eu,us", [...kept, 'file({ path: "/srv/prune/saved", content: text })']) });
    const json = join(made.path, "plan.json");
    expect(await plan("one", "--out", "plan.json", "--limit", "eu,us")).to.include({ status: 2 });
    expect(statSync(json).mode & 0o777).to.equal(0o600);
    fleet.sh("us", "rm /srv/prune/3");
    const applied = await call("apply", "plan.json", "--yes", "--no-check");
    expect(applied.status).to.equal(1);
    expect(applied.stdout).to.match(
      /^us: Cannot apply the saved plan to us: .*\[PLAN_STALE\]\n {2}hint: .*\n {2}\| \+ write \/srv\/prune\/3 {2}file:\/srv\/prune\/3$/m,
    );
    expect(fleet.sh("eu", "cat /srv/prune/saved")).to.equal("x");
    expect(fleet.sh("us", "ls /srv/prune")).not.to.match(/^(saved|3)$/m);
    expect(await call("apply", "plan.json", "--tags", "only")).to.include({ status: 64 });
    expect(await call("apply", "plan.json", "--limit", "in")).to.include({ status: 64 });
    expect(existsSync(`${json}.new`)).to.equal(false);
  });
});
