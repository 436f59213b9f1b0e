import { expect } from "chai";
import type { Event } from "../../src/model/event.ts";
import { Failure } from "../../src/model/failure.ts";
import type { Resource } from "../../src/model/resource.ts";
import { JointFleet, jointText } from "../support/joint-text.ts";
import { unit } from "../support/stamped-unit.ts";
import { text } from "../support/text-kind.ts";

const names = ["eu", "us", "in"];

function shared(content: string): Resource {
  return jointText({ path: "/tmp/s", text: content, hosts: names });
}

const own = text({ path: "/tmp/a", text: "1" });

function titles(events: readonly Event[], type: "change-start" | "change-end"): readonly string[] {
  return events.flatMap((event) => (event.type === type ? [`${event.host} ${event.title}`] : []));
}

describe("steps that hosts make together", () => {
  let fleet: JointFleet;
  beforeEach(async () => {
    fleet = await new JointFleet(...names).up();
    fleet.sh("printf old >/tmp/s");
  });
  afterEach(() => {
    fleet.down();
  });

  const held = () => fleet.sh("cat /tmp/s");
  const cut = (name: string): void => {
    for (const child of fleet.at(name).open) child.kill("SIGKILL");
  };

  for (const forks of [50, 1]) {
    it(`come behind all own changes, phase after phase, with ${forks} forks, and then cost nothing`, async () => {
      const run = await fleet.run([shared("new"), own], { forks });
      expect(run.codes).to.deep.equal([]);
      for (const name of names) expect(run.hosts[name]).to.include({ changed: 2, left: 0, exchanges: 7, outcome: "changed" });
      const ends = titles(run.events, "change-end");
      const phaseOf = (end: string): number => ["write", "stage", "swap", "confirm"].indexOf(end.split(" ")[1] ?? "");
      expect(ends.map(phaseOf)).to.deep.equal([0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
      expect([held(), fleet.sh("cat /tmp/log")]).to.deep.equal([["new", "new", "new"], names.map(() => "text 1\ntext 2\ntext 3\n")]);
      expect(fleet.at("eu").sh("cat /var/lib/infra/manifest.json")).to.include("jointText:/tmp/s").and.include("text:/tmp/a");
      const again = await fleet.run([shared("new"), own], { forks });
      for (const name of names) expect(again.hosts[name]).to.include({ changed: 0, exchanges: 1, outcome: "unchanged" });
    });
  }

  it("are one change in a plan, with the numbers of their phases when they are made", async () => {
    const planned = await fleet.run([shared("new")], { mode: "plan" });
    expect(planned.hosts["eu"]).to.include({ changed: 1, exchanges: 1 });
    const { events } = await fleet.run([shared("new")]);
    const ended = events.flatMap((event) =>
      event.type === "change-end" && event.host === "us" ? [[event.phase, event.diff !== undefined]] : [],
    );
    expect(ended).to.deep.equal([1, 2, 3].map((number) => [{ number, of: 3 }, number === 1]));
  });

  it("leave a host alone that is there already", async () => {
    fleet.at("us").sh("printf new >/tmp/s");
    const run = await fleet.run([shared("new")]);
    expect([run.codes, held()]).to.deep.equal([[], ["new", "new", "new"]]);
    expect(run.hosts["us"]).to.include({ changed: 0, exchanges: 2 });
  });

  it("may have fewer phases on one host than on another", async () => {
    const short = jointText({ path: "/tmp/s", text: "new", hosts: names, short: true });
    const run = await fleet.run((host) => [host === "us" ? short : shared("new")]);
    expect([run.codes, held()]).to.deep.equal([[], ["new", "new", "new"]]);
  });

  it("come after a person has agreed", async () => {
    const asked: string[] = [];
    const confirm = async (plans: ReadonlyMap<string, unknown>): Promise<boolean> => await Promise.resolve(asked.push(...plans.keys()) > 0);
    const run = await fleet.run([shared("new")], { confirm, forks: 2 });
    expect([asked, run.codes, held()]).to.deep.equal([names, [], ["new", "new", "new"]]);
    const no = await fleet.run([shared("newer")], { confirm: async () => await Promise.resolve(false) });
    expect([no.hosts["eu"]?.left, held()]).to.deep.equal([1, ["new", "new", "new"]]);
  });

  it("keep a waiting host's session alive while another one is slow", async () => {
    const slow = text({ path: "/tmp/b", text: "1", command: "sleep 2.5" });
    const run = await fleet.run((host) => [shared("new"), ...(host === "us" ? [slow] : [])], { idleSeconds: 1 });
    expect([run.codes, held()]).to.deep.equal([[], ["new", "new", "new"]]);
  });

  it("are several, one after the other, each on its own hosts", async () => {
    const other = jointText({ path: "/tmp/o", text: "o", hosts: ["eu", "in"], step: "other" });
    const run = await fleet.run((host) => [shared("new"), ...(host === "us" ? [] : [other])]);
    expect(run.codes).to.deep.equal([]);
    expect(fleet.sh("cat /tmp/log").map((log) => log.split("\n").length - 1)).to.deep.equal([6, 3, 6]);
    expect(run.hosts["eu"]).to.include({ changed: 2 });
    fleet.at("us").sh(": >/tmp/fail.1");
    const again = {
      ...(await fleet.run((host) => [
        shared("newer"),
        ...(host === "us" ? [] : [jointText({ path: "/tmp/o", text: "p", hosts: names, step: "other" })]),
      ])),
    };
    expect(again.codes.toSorted()).to.deep.equal(["eu GROUP_INCOMPLETE", "in GROUP_INCOMPLETE", "us CHANGE_FAILED"]);
    expect(fleet.sh("cat /tmp/o 2>/dev/null || true")).to.deep.equal(["o", "", "o"]);
  });

  it("are followed by the reload that they ask for, which does not come before", async () => {
    const watching = unit({ name: "u", on: [shared("new")] });
    const run = await fleet.run([shared("new"), watching]);
    expect([run.codes, fleet.sh("cat /tmp/reloads")]).to.deep.equal([[], ["u\n", "u\n", "u\n"]]);
    expect(
      titles(run.events, "change-end")
        .slice(-3)
        .every((end) => end.endsWith("reload u")),
    ).to.equal(true);
    expect((await fleet.run([shared("new"), watching])).hosts["eu"]).to.include({ exchanges: 1 });
  });

  it("are given up after three waves where they change nothing", async () => {
    const run = await fleet.run([jointText({ path: "/tmp/s", text: "new", hosts: names, stays: false })]);
    expect(new Set(run.codes)).to.deep.equal(new Set(names.map((name) => `${name} NOT_CONVERGED`)));
  });

  for (const [index, phase] of ["stage", "swap", "confirm"].entries()) {
    for (const name of names) {
      it(`leave the old state everywhere when ${name} fails to ${phase}, and the next run converges`, async () => {
        fleet.at(name).sh(`: >/tmp/fail.${index + 1}`);
        const run = await fleet.run([shared("new"), own]);
        expect(held()).to.deep.equal(["old", "old", "old"]);
        const others = names.filter((one) => one !== name);
        expect(run.codes.toSorted()).to.deep.equal([`${name} CHANGE_FAILED`, ...others.map((one) => `${one} GROUP_INCOMPLETE`)].toSorted());
        const failure = run.failures.find(({ code }) => code === "CHANGE_FAILED");
        expect(failure?.message).to.equal(
          `Cannot ${phase} /tmp/s: a command ended with 1 (phase ${index + 1} of 3, ${phase} /tmp/s, on ${name})`,
        );
        for (const one of names) expect(run.hosts[one]).to.include({ changed: 1, left: one === name ? 0 : 1, outcome: "failed" });
        expect(fleet.at("eu").sh("cat /var/lib/infra/manifest.json")).to.include("text:/tmp/a").and.not.include("jointText");
        fleet.at(name).sh("rm /tmp/fail.*");
        expect([(await fleet.run([shared("new"), own])).codes, held()]).to.deep.equal([[], ["new", "new", "new"]]);
      });
    }

    it(`leave the old state everywhere when a connection is lost at ${phase}`, async () => {
      fleet.at("us").sh(`: >/tmp/wait.${index + 1}`);
      const run = await fleet.run([shared("new")], {
        onEvent: (event) => {
          if (event.type !== "change-start" || event.host !== "us" || event.phase?.number !== index + 1) return;
          cut("us");
          fleet.at("us").sh(`pkill -f 'wait[.]${index + 1}' || true; rm /tmp/wait.*`);
        },
      });
      expect(held()).to.deep.equal(["old", "old", "old"]);
      expect(run.codes.toSorted()).to.deep.equal(["eu GROUP_INCOMPLETE", "in GROUP_INCOMPLETE", "us CONNECTION_LOST"]);
      expect([(await fleet.run([shared("new")])).codes, held()]).to.deep.equal([[], ["new", "new", "new"]]);
    });

    it(`are put back when Ctrl-C comes at ${phase}`, async () => {
      const stop = new AbortController();
      const run = await fleet.run([shared("new")], {
        stop: stop.signal,
        onEvent: (event) => {
          if (event.type === "change-start" && event.phase?.number === index + 1) stop.abort();
        },
      });
      const isThrough = index === 2;
      expect(held()).to.deep.equal(names.map(() => (isThrough && run.codes.length === 0 ? "new" : "old")));
      for (const name of names) expect(run.hosts[name]?.outcome).to.equal("interrupted");
      expect([(await fleet.run([shared("new")])).codes, held()]).to.deep.equal([[], ["new", "new", "new"]]);
    });
  }

  it("are put back where a host heard of Ctrl-C before it began its first phase", async () => {
    let count = 0;
    const run = await fleet.run([shared("new")], {
      nonce: () => `nonce${(count += 1)}`,
      onEvent: (event) => {
        if (event.type === "planned" && event.host === "us")
          fleet.at("us").sh("cd /run/infra; for n in $(seq 99); do : >stop.nonce$n; done");
      },
    });
    expect(new Set(run.codes)).to.deep.equal(new Set(names.map((name) => `${name} INTERRUPTED`)));
    expect(run.failures[0]?.message).to.match(/Ctrl-C came between its phases; what was begun is put back$/);
    expect([held(), fleet.sh("tail -n 1 /tmp/log || true")]).to.deep.equal([
      ["old", "old", "old"],
      ["text back\n", "", "text back\n"],
    ]);
  });

  it("are not begun when Ctrl-C came before", async () => {
    const stop = new AbortController();
    const run = await fleet.run([shared("new"), own], {
      stop: stop.signal,
      onEvent: (event) => {
        if (event.type === "planned" && event.wave === 1 && event.host === "in") stop.abort();
      },
    });
    expect(held()).to.deep.equal(["old", "old", "old"]);
    expect(run.hosts["in"]).to.include({ left: 1, outcome: "interrupted" });
  });

  it("say where something could not be put back, or the host not be reached any more", async () => {
    fleet.at("us").sh(": >/tmp/fail.2 >/tmp/fail.back");
    fleet.at("in").sh(": >/tmp/wait.2");
    let isGone = false;
    const run = await fleet.run([shared("new")], {
      transport: async ({ name }) => {
        const { transport } = fleet.at(name);
        const gone = new Failure("UNREACHABLE", name, `Cannot reach ${name}: no route`);
        return await Promise.resolve(isGone ? { connect: () => Promise.reject(gone) } : transport);
      },
      onEvent: (event) => {
        if (event.type !== "change-start" || event.host !== "in" || event.phase?.number !== 2) return;
        isGone = true;
        cut("in");
      },
    });
    expect(run.codes.toSorted()).to.deep.equal([
      "eu GROUP_INCOMPLETE",
      "in CONNECTION_LOST",
      "in UNREACHABLE",
      "us CHANGE_FAILED",
      "us CHANGE_FAILED",
    ]);
    const messages = run.failures.map(({ message }) => message);
    expect(messages).to.include('Cannot put back on in what was begun of "share /tmp/s": Cannot reach in: no route');
    expect(messages).to.include(
      'Cannot put back on us what was begun of "share /tmp/s": Cannot put back: share /tmp/s: a command ended with 1',
    );
    expect(fleet.at("eu").sh("cat /tmp/s")).to.equal("old");
  });
});
