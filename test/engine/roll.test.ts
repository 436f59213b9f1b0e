import { expect } from "chai";
import type { Around, Readiness } from "../../src/engine/options.ts";
import type { Event } from "../../src/model/event.ts";
import { Failure } from "../../src/model/failure.ts";
import type { Resource } from "../../src/model/resource.ts";
import { sh } from "../../src/shell/sh.ts";
import { type FleetRun, JointFleet, jointText } from "../support/joint-text.ts";
import { text } from "../support/text-kind.ts";

const names = ["eu", "us", "in"];
const good = text({ path: "/tmp/a", text: "1" });
const bad = text({ path: "/tmp/a", text: "1", command: "exit 1" });

function failingOn(...hosts: readonly string[]): (host: string) => readonly Resource[] {
  return (host) => [hosts.includes(host) ? bad : good];
}

function outcomes({ hosts }: FleetRun): readonly string[] {
  return names.map((name) => hosts[name]?.outcome ?? "");
}

function warnings({ events }: FleetRun): readonly string[] {
  return events.flatMap((event) => (event.type === "notice" && event.level === "warning" ? [event.message] : []));
}

function order(events: readonly Event[]): readonly string[] {
  return events.flatMap((event) => (event.type === "connected" || event.type === "host-end" ? [`${event.host} ${event.type}`] : []));
}

describe("rolling runs", () => {
  let fleet: JointFleet;
  beforeEach(async () => {
    fleet = await new JointFleet(...names).up();
  });
  afterEach(() => {
    fleet.down();
  });

  it("begin a batch when the one before is through", async () => {
    const run = await fleet.run([good], { serial: [1] });
    expect(order(run.events)).to.deep.equal(names.flatMap((name) => [`${name} connected`, `${name} host-end`]));
    expect(outcomes(run)).to.deep.equal(["changed", "changed", "changed"]);
    const two = await fleet.run([text({ path: "/tmp/a", text: "2" })], { serial: [2] });
    expect(order(two.events).slice(-2)).to.deep.equal(["in connected", "in host-end"]);
  });

  it("end where all of a batch failed, and name the hosts that were not begun", async () => {
    const run = await fleet.run(failingOn("eu"), { serial: [1] });
    expect(outcomes(run)).to.deep.equal(["failed", "skipped", "skipped"]);
    expect(warnings(run)).to.deep.equal(["us, in were not begun: eu failed"]);
    expect(run.hosts["us"]).to.include({ exchanges: 0, changed: 0 });
  });

  it("go on where only some of a batch failed, within maxFailures", async () => {
    expect(outcomes(await fleet.run(failingOn("eu"), { serial: [2] }))).to.deep.equal(["failed", "changed", "changed"]);
    const run = await fleet.run(failingOn("eu"), { serial: [2], maxFailures: 0 });
    expect(outcomes(run)).to.deep.equal(["failed", "unchanged", "skipped"]);
    expect(warnings(run)).to.deep.equal(["in was not begun: eu failed"]);
  });

  it("begin no further host of those that a person was asked about", async () => {
    const confirm = async (): Promise<boolean> => await Promise.resolve(true);
    const run = await fleet.run(failingOn("eu"), { serial: [1], confirm });
    expect(outcomes(run)).to.deep.equal(["failed", "skipped", "skipped"]);
    expect(run.hosts["us"]).to.include({ left: 1, changed: 0 });
    expect(fleet.at("us").sh("ls /tmp")).to.equal("");
  });

  it("say nothing of hosts that Ctrl-C kept from being begun", async () => {
    const stop = new AbortController();
    const onEvent = (event: Event): void => {
      if (event.type === "host-end") stop.abort();
    };
    const run = await fleet.run([good], { serial: [1], stop: stop.signal, onEvent });
    expect([outcomes(run), warnings(run)]).to.deep.equal([["changed", "skipped", "skipped"], []]);
  });

  it("make what hosts make together once all batches are through", async () => {
    const run = await fleet.run([good, jointText({ path: "/tmp/s", text: "new", hosts: names })], { serial: [1], idleSeconds: 2 });
    expect([run.codes, fleet.sh("cat /tmp/s")]).to.deep.equal([[], ["new", "new", "new"]]);
  });

  describe("with something to be ready", () => {
    function readyWhen(line: string, more: Partial<Readiness> = {}): Readiness {
      return {
        title: "it",
        timeoutMs: 5000,
        intervalMs: 20,
        whyNot: async (_host, run) => {
          const { status, output } = await run(sh`sh -c ${line}`);
          return status === 0 ? undefined : `status ${status ?? "none"}: ${output.trim()}`;
        },
        ...more,
      };
    }

    it("wait until it is, on a host with nothing to do as well", async () => {
      const line = "echo x >>/run/asked; [ $(wc -l </run/asked) -ge 3 ]";
      const run = await fleet.run([good], { serial: [1], ready: [readyWhen(line), readyWhen("true")] });
      expect(outcomes(run)).to.deep.equal(["changed", "changed", "changed"]);
      expect(run.hosts["eu"]?.exchanges).to.equal(7);
      expect((await fleet.run([good], { serial: [1], ready: [readyWhen(line)] })).hosts["eu"]).to.include({ exchanges: 2 });
    });

    it("fail the host and end the roll, whatever may fail, where it does not come about", async () => {
      fleet.at("eu").sh(": >/run/broken");
      const ready = [readyWhen("[ ! -e /run/broken ] || { echo no; exit 7; }", { timeoutMs: 100 })];
      const run = await fleet.run([good], { serial: [2], maxFailures: 5, ready });
      expect(outcomes(run)).to.deep.equal(["failed", "changed", "skipped"]);
      expect(run.failures[0]).to.include({
        code: "NOT_READY",
        where: "eu",
        message: "Cannot go on after eu: it is not ready after 0.1 s: status 7: no",
      });
      expect(warnings(run)).to.deep.equal(["in was not begun: eu failed"]);
    });

    it("do not wait after Ctrl-C", async () => {
      const stop = new AbortController();
      const whyNot = async (): Promise<string> => {
        stop.abort();
        return await Promise.resolve("never");
      };
      const run = await fleet.run([good], { serial: [1], stop: stop.signal, ready: [readyWhen("", { whyNot })] });
      expect(outcomes(run)).to.deep.equal(["changed", "skipped", "skipped"]);
    });
  });

  describe("with something around the changes of a host", () => {
    function noting(fails: Partial<Record<keyof Around, string>> = {}): { readonly around: Around; readonly told: string[] } {
      const told: string[] = [];
      const step = (name: keyof Around) => async (host: { readonly name: string }) => {
        told.push(`${name} ${host.name}`);
        if (fails[name] === host.name) throw new Failure("NOT_READY", host.name, `Cannot do ${name}`);
        await Promise.resolve();
      };
      return { around: { before: step("before"), after: step("after"), failed: step("failed") }, told };
    }

    it("do it for hosts with changes only", async () => {
      fleet.at("us").sh("printf 1 >/tmp/a");
      const { around, told } = noting();
      const run = await fleet.run([good], { serial: [1], around });
      expect([run.codes, told]).to.deep.equal([[], ["before eu", "after eu", "before in", "after in"]]);
    });

    it("leave a host alone and end, where what comes before fails", async () => {
      const { around, told } = noting({ before: "us" });
      const run = await fleet.run([good], { serial: [1], around });
      expect([outcomes(run), told]).to.deep.equal([
        ["changed", "failed", "skipped"],
        ["before eu", "after eu", "before us"],
      ]);
      expect(fleet.at("us").sh("ls /tmp")).to.equal("");
    });

    it("tell of a host that failed, or did not come back", async () => {
      const first = noting();
      await fleet.run(failingOn("eu"), { serial: [1], around: first.around });
      expect(first.told).to.deep.equal(["before eu", "failed eu"]);
      const second = noting({ after: "us" });
      const run = await fleet.run([good], { serial: [1], around: second.around });
      expect([outcomes(run), second.told.slice(-3)]).to.deep.equal([
        ["changed", "failed", "skipped"],
        ["before us", "after us", "failed us"],
      ]);
    });
  });
});
