import { expect } from "chai";
import { type Ended, infra, summaryOf } from "../support/controller.ts";
import { type Fleet, fleetUp } from "../support/fleet.ts";

const names = ["eu", "us", "in"] as const;

describe("infra on three hosts", () => {
  let fleet: Fleet;
  before(async () => {
    fleet = await fleetUp("cli", { lab: true });
  });

  async function onFleet(command: string, ...args: readonly string[]): Promise<Ended> {
    return await infra([command, "-i", "inventory/hosts.yml", "-i", fleet.inventoryFile, ...args]);
  }

  describe("with the playbook of this repository", () => {
    const manifest = (name: string): string => fleet.sh(name, "cat /var/lib/infra/manifest.json");
    const journal = (name: string): readonly string[] => fleet.sh(name, "journalctl -t infra -o cat --no-pager").trim().split("\n");

    before(async function () {
      this.timeout(900_000);
      const ended = await onFleet("apply", "all", "--yes", "--json");
      expect(ended.stderr).to.equal("");
      expect(ended.status).to.equal(0);
    });

    it("has nothing to do the second time: one exchange for all resources of a host, and no line in its journal", async () => {
      const before = names.map((name) => [journal(name), manifest(name)]);
      const ended = await onFleet("apply", "all", "--yes", "--json");
      expect(ended.status).to.equal(0);
      for (const name of names) {
        const summary = summaryOf(ended)[name];
        expect(summary).to.include({ changed: 0, failed: 0, left: 0, exchanges: 1, outcome: "unchanged" });
        expect(summary?.resources).to.be.at.least(40);
      }
      expect(names.map((name) => [journal(name), manifest(name)])).to.deep.equal(before);
    });

    it("left one line a wave in each host's journal: who, what, which commit, how much", () => {
      const line = /^\S+@\S+ applied all \(commit [0-9a-f]{40}\) to (\w+), (\d+) changed, 0 failed, 0 left$/;
      for (const name of names) {
        const waves = journal(name).map((one) => line.exec(one) ?? []);
        expect(waves.map(([, host]) => host)).to.deep.equal(waves.map(() => name));
        expect(waves.reduce((sum, [, , changed]) => sum + Number(changed), 0)).to.be.at.least(40);
      }
    });

    it("shows what was edited by hand, and with --limit and --tags touches only what they select", async () => {
      expect(await onFleet("plan", "all")).to.include({ status: 0, stderr: "" });
      for (const name of names) fleet.sh(name, "echo '# by hand' >>/root/.inputrc; sysctl -qw vm.swappiness=42");
      const before = names.map(manifest);

      const plan = await onFleet("plan", "all");
      expect(plan).to.include({ status: 2, stderr: "" });
      expect(plan.stdout)
        .to.match(/^ *-# by hand$/m)
        .and.to.match(/vm\.swappiness/);
      expect(plan.stdout).to.match(/^eu +\d+ +2 +0 +0 +1 .* would change$/m);

      const limited = await onFleet("apply", "all", "--yes", "--json", "--limit", "us", "--tags", "sysctls");
      expect(limited.status).to.equal(0);
      expect(Object.keys(summaryOf(limited))).to.deep.equal(["us"]);
      expect(summaryOf(limited)["us"]).to.include({ changed: 1, failed: 0 });
      const state = "sysctl -n vm.swappiness; tail -n 1 /root/.inputrc";
      expect(names.map((name) => fleet.sh(name, state))).to.deep.equal(["42\n# by hand\n", "60\n# by hand\n", "42\n# by hand\n"]);
      expect(names.map(manifest)).to.deep.equal(before);

      expect(await onFleet("apply", "all", "--yes")).to.include({ status: 0 });
      expect(await onFleet("plan", "all")).to.include({ status: 0 });
    });

    it("lists hosts without a word to them", async () => {
      for (const command of [["apply", "all"], ["plan", "all"], ["check", "all"], ["inventory"], ["run", "all"]]) {
        const [name = "", ...args] = command;
        expect(await onFleet(name, ...args, "--list-hosts", "--limit", "all:!in")).to.include({
          status: 0,
          stdout: "eu\nus\n",
          stderr: "",
        });
      }
    });
  });

  it("runs a command on all hosts and ends with the largest status", async () => {
    const uname = await onFleet("run", "all", "--", "uname", "-r");
    expect(uname).to.include({ status: 0, stderr: "" });
    const release = fleet.sh("eu", "uname -r");
    expect(uname.stdout.trim().split("\n").sort()).to.deep.equal(["eu", "in", "us"].map((name) => `${name}: ${release.trim()}`));

    const failing = await onFleet("run", "all", "--json", "--", "sh", "-c", "id -un; exit $(hostname | wc -c)");
    expect(failing.status).to.equal(3);
    const events = failing.stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { type: string });
    expect(events.filter(({ type }) => type !== "connected")).to.deep.equal([
      ...names.map((host) => ({ type: "output", host, status: 3, text: "root\n" })),
      { type: "summary", hosts: {} },
    ]);
  });

  it("hands a command's words over as they are, and a line to the shell", async () => {
    const words = ["a b", "$(id)", `q'"`, "-n", "*", "ü\nx", ""];
    const printed = await onFleet("run", "us", "--", "printf", "<%s>", ...words);
    expect(printed).to.include({
      status: 0,
      stdout: words
        .map((word) => `<${word}>`)
        .join("")
        .replace(/^/gm, "us: ")
        .concat("\n"),
    });
    const shell = await onFleet("run", "us,in", "--shell", "echo $((1 + 2)) | tr 3 4; exit 7");
    expect(shell).to.include({ status: 7, stderr: "us: exit status 7\nin: exit status 7\n" });
    expect(shell.stdout.split("\n").sort()).to.deep.equal(["", "in: 4", "us: 4"]);
  });

  it("ends a command with 255 where a host cannot be reached, and runs it on the others", async () => {
    const ended = await onFleet("run", "all", "-e", '{"ansible_port": "{{ 1 if inventory_hostname == \'in\' else 22 }}"}', "--", "true");
    expect(ended).to.include({ status: 255, stderr: "in: exit status 255\n" });
    expect(ended.stdout).to.match(/^in: Cannot reach .* port 1: .*\[UNREACHABLE\]$/m);
  });

  it("shows the inventory as JSON", async () => {
    const { status, stdout } = await onFleet("inventory", "--json");
    const lines = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(status).to.equal(0);
    expect(lines.map(({ type, host }) => host ?? type)).to.deep.equal([...names, "summary"]);
    expect(lines[1]).to.deep.include({ groups: ["all", "nameservers", "privfrontends"] });
    expect(lines[1]).to.have.nested.property("address.host", fleet.host("us").address.host);
    expect(lines[1]).to.deep.nested.include({
      "vars.country": { value: "United States", where: "inventory/host_vars/us.yml:2:1", overrode: [] },
    });
  });

  it("lists what there is", async () => {
    const { status, stdout } = await infra(["list"]);
    expect(status).to.equal(0);
    for (const name of ["all", "sysctls", "file", "service"]) expect(stdout).to.match(new RegExp(`^  ${name} +\\S`, "m"));
  });

  it("tells bad input as a process, too", async () => {
    expect(await onFleet("plan", "al")).to.include({
      status: 64,
      stdout: "",
      stderr:
        'al: Cannot find playbook "al": playbooks/ has none of that name [USAGE]\n  hint: Did you mean "all"? known: all, dns, geo-proxy, in-node, pizza1, privfrontends, vpn\n',
    });
    const bad = await onFleet("apply", "all", "--yes", "-e", '{"sysctls": {"valves": {}}, "users": 3}');
    expect(bad).to.include({ status: 1, stdout: "" });
    expect(bad.stderr).to.match(
      /^-e:1:\d+: .*sysctls\.valves: there is no such property; got \{\} \[VARS_INVALID\]\n {2}hint: Did you mean "values"\?/m,
    );
    expect(bad.stderr).to.match(/^-e:1:\d+: .*users: expected mapping; got a number, not shown \[VARS_INVALID\]$/m);
  });
});
