import { expect } from "chai";
import { type Ended, summaryOf } from "../support/controller.ts";
import { fleetUp } from "../support/fleet.ts";
import { LockOut, UNDONE_WITHIN_S, until } from "../support/lock-out.ts";

const names = ["eu", "us", "in"] as const;

/** Three lock-outs at once, one a host: each takes its half minute. */
describe("a change that locks the controller out", () => {
  let eu: LockOut;
  let us: LockOut;
  let india: LockOut;
  let cut: Awaited<ReturnType<LockOut["lock"]>>;
  let rebooted: typeof cut;
  let killed: typeof cut;
  before(async () => {
    const fleet = await fleetUp("lock-out");
    [eu, us, india] = (await Promise.all(names.map((name) => LockOut.on(fleet, name)))) as [LockOut, LockOut, LockOut];
    [cut, rebooted, killed] = await Promise.all([
      eu.lock("route"),
      us.lock("sshd", () => us.sh("reboot")),
      india.lock("sshd", ({ process }) => process.kill("SIGKILL")),
    ]);
  });

  function expectUndone({ ended, seconds }: typeof cut, title: string): void {
    expect(seconds).to.be.within(0, UNDONE_WITHIN_S);
    expect(ended.status).to.equal(1);
    expect(ended.stdout).to.include('"code":"CONFIRM_TIMEOUT"').and.to.include(`the host has undone: write configuration ${title}`);
  }

  it("on all connections, is undone by the host in time, and the run says so", () => {
    expectUndone(cut, "routes");
    expect(eu.leftovers()).to.equal("");
    expect(summaryOf(cut.ended)["eu"]).to.include({ outcome: "failed", changed: 0 });
  });

  it("is undone also when the host is rebooted in between, before anything reads the files", () => {
    expectUndone(rebooted, "sshd");
    expect(us.sh("cat /srv/cut.log").match(/locked/g)).to.have.length(1);
    expect(us.leftovers()).to.equal("");
  });

  it("is undone also when the controller is killed", async () => {
    expect(killed.ended.signal).to.equal("SIGKILL");
    expect(killed.seconds).to.be.within(25, UNDONE_WITHIN_S);
    expect(india.leftovers()).to.equal("");
    const after: Ended = await india.apply({}).ended;
    expect(summaryOf(after)["in"]).to.include({ outcome: "unchanged", changed: 0 });
  });

  it("by a port that the controller follows to is confirmed: a fresh host is reached by its bootstrap port and user", async () => {
    eu.sh(
      "useradd -m admin && install -d -o admin -m 700 /home/admin/.ssh && install -o admin -m 600 /root/.ssh/authorized_keys /home/admin/.ssh/",
    );
    eu.sh("echo 'admin ALL=(ALL:ALL) NOPASSWD: ALL' >/etc/sudoers.d/admin && chmod 0440 /etc/sudoers.d/admin");
    const wanted = ["-e", "ansible_port=2222"];
    const moved = await eu.apply({ port: 2222 }, ...wanted, "-e", "bootstrap_port=22", "-e", "bootstrap_user=admin").ended;
    expect(moved.stdout).to.match(/eu refuses root at \S+ port 2222: logged in as admin at \S+ port 22"/);
    expect(summaryOf(moved)["eu"]).to.include({ outcome: "changed", changed: 1, exchanges: 4 });
    expect(summaryOf(await eu.apply({ port: 2222 }, ...wanted).ended)["eu"]).to.include({ outcome: "unchanged", exchanges: 1 });
    const back = await eu.apply({}, ...wanted).ended;
    expect(summaryOf(back)["eu"]).to.include({ outcome: "changed", changed: 1, exchanges: 4 });
    expect(eu.leftovers()).to.equal("");
  });

  it("leaves a lock that another controller can break; the first one is told", async () => {
    const first = us.apply({ slow: 300 });
    await until(() => us.sh("ls /run/infra").includes("run."));
    const refused = await us.apply({}).ended;
    expect(refused.stdout).to.include('"code":"LOCKED"');
    const second = await us.apply({}, "--break-lock").ended;
    expect([second.status, summaryOf(second)["us"]?.outcome]).to.deep.equal([0, "unchanged"]);
    expect(second.stdout).to.match(/The run of \S+ \(pid \d+, since \S+\) on us was ended, to free its lock/);
    expect((await first.ended).stdout).to.include('"code":"CONNECTION_LOST"');
    expect(us.sh("ps -e -o args=")).to.not.include("sleep 300");
  });

  it("is undone at once by Ctrl-C", async () => {
    const controller = india.apply({ sshd: "AllowUsers nobody\n" });
    let isSent = false;
    controller.process.stdout?.on("data", (bytes: Buffer) => {
      if (!isSent && bytes.toString().includes('"change-end"')) isSent = controller.process.kill("SIGINT");
    });
    const ended = await controller.ended;
    expect(ended.ms).to.be.lessThan(20_000);
    expect(ended.stdout).to.include("Ctrl-C came first; the host has undone: write configuration sshd");
    expect(india.leftovers()).to.equal("");
  });
});
