import { expect } from "chai";
import { type Ended, summaryOf } from "../support/controller.ts";
import { fleetUp } from "../support/fleet.ts";
import { LockOut, UNDONE_WITHIN_S } from "../support/lock-out.ts";

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

  it("by a port that the controller follows to is confirmed, and taken back in the same way", async () => {
    const moved = await eu.apply({ port: 2222 }).ended;
    expect(summaryOf(moved)["eu"]).to.include({ outcome: "changed", changed: 1, exchanges: 4 });
    expect(eu.sh("ss -Hltn 'sport = 2222'")).to.include(":2222");
    const back = await eu.apply({}, "-e", "ansible_port=2222").ended;
    expect(summaryOf(back)["eu"]).to.include({ outcome: "changed", changed: 1, exchanges: 4 });
    expect(eu.leftovers()).to.equal("");
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
