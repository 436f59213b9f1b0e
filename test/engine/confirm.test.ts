import { expect } from "chai";
import { converge } from "../../src/engine/converge.ts";
import { Failure } from "../../src/model/failure.ts";

import { ConfirmHost, cutting, type Run } from "../support/confirm-host.ts";
import { optionsFor } from "../support/converge-on.ts";
import { declared, text } from "../support/text-kind.ts";

function refused(): Failure {
  return new Failure("UNREACHABLE", "eu", "Cannot reach eu: nothing listens there");
}

describe("changes that can cut the connection", () => {
  let eu: ConfirmHost;
  beforeEach(async () => {
    eu = await new ConfirmHost("eu").up();
  });
  afterEach(() => {
    eu.down();
  });

  const there = () => eu.sh("cd /tmp; ls a b c 2>/dev/null || true").split("\n").slice(0, -1).join("");
  const ends = ({ events }: Run) => events.flatMap((event) => (event.type === "change-end" ? [`${event.title} ${event.outcome}`] : []));

  it("come last, are confirmed over a new connection, and leave nothing of that behind", async () => {
    const run = await eu.apply([cutting("/tmp/a"), text({ path: "/tmp/b", text: "1" }), cutting("/tmp/c")]);
    expect(run.failures).to.deep.equal([]);
    expect(run.summary).to.include({ changed: 3, exchanges: 4, outcome: "changed" });
    expect(ends(run)).to.deep.equal(["write /tmp/b done", "write /tmp/a done", "write /tmp/c done"]);
    expect(eu.leftovers()).to.equal("");
    expect(eu.sh("cat /tmp/timers")).to.match(
      /^--quiet --collect --on-active=30 --timer-property=AccuracySec=100ms --unit=infra-undo-\w+ \/bin\/sh -c .*\n$/,
    );
    expect((await eu.apply([cutting("/tmp/a"), text({ path: "/tmp/b", text: "1" }), cutting("/tmp/c")])).summary).to.include({
      exchanges: 1,
      outcome: "unchanged",
    });
  });

  it("go to the port that they lead to", async () => {
    const ports: unknown[] = [];
    const connect: ConfirmHost["transport"]["connect"] = async (host, options) => {
      ports.push(host.address.port);
      options.notice("Welcome");
      return await eu.transport.connect(host, options);
    };
    const options = optionsFor([eu], { transport: async () => await Promise.resolve({ connect }) });
    const summaries = await converge([{ host: eu.host, declared: declared(cutting("/tmp/a", { port: 2222 })) }], options);
    expect([summaries["eu"]?.failed, ports]).to.deep.equal([0, [undefined, 2222]]);
    expect(options.events.flatMap((event) => (event.type === "notice" ? [event.level] : []))).to.deep.equal(["info", "detail"]);
  });

  it("are undone, last first, when no new connection comes about, and the run says so", async () => {
    eu.undoAfter(0.5);
    const run = await eu.apply([cutting("/tmp/a"), text({ path: "/tmp/b", text: "1" }), cutting("/tmp/c")], {
      transport: eu.transportWhere((index) => index === 0, refused),
    });
    expect([there(), eu.sh("cat /tmp/undone"), eu.leftovers()]).to.deep.equal(["b", "/tmp/c\n/tmp/a\n", ""]);
    expect(run.summary).to.include({ changed: 1, failed: 1, outcome: "failed" });
    const [failure] = run.failures;
    expect(failure).to.include({
      code: "CONFIRM_TIMEOUT",
      message:
        "Cannot confirm what was changed on eu: no new login came about within 30 s; the host has undone: write /tmp/c; write /tmp/a",
    });
    expect(failure?.cause).to.include({ code: "UNREACHABLE" });
    expect(eu.sh("grep -c text: /var/lib/infra/manifest.json")).to.equal("1\n");
  });

  it("that fail are taken back at once, and the others are confirmed", async () => {
    const run = await eu.apply([cutting("/tmp/a"), cutting("/tmp/b", { command: "touch /tmp/b; exit 3" }), cutting("/tmp/c")]);
    expect(ends(run)).to.deep.equal(["write /tmp/a done", "write /tmp/b failed", "write /tmp/c not begun"]);
    expect(run.failures.map(({ code }) => code)).to.deep.equal(["CHANGE_FAILED"]);
    expect([there(), eu.sh("cat /tmp/undone"), eu.leftovers()]).to.deep.equal(["a", "/tmp/b\n", ""]);
  });

  for (const [status, undone] of [
    [3, "/tmp/a\n"],
    [65, ""],
  ] as const) {
    it(`need no confirmation when none of them stands: ended with ${String(status)}`, async () => {
      const run = await eu.apply([cutting("/tmp/a", { command: `exit ${String(status)}` })], {
        transport: eu.transportWhere((index) => index === 0, refused),
      });
      expect(run.summary).to.include({ changed: 0, failed: 1, exchanges: 3 });
      expect([eu.sh("cat /tmp/undone 2>/dev/null || true"), eu.leftovers()]).to.deep.equal([undone, ""]);
    });
  }

  it("are not begun after a failure of another change", async () => {
    const run = await eu.apply([cutting("/tmp/a"), text({ path: "/tmp/b", text: "1", command: "exit 1" })]);
    expect(ends(run)).to.deep.equal(["write /tmp/b failed", "write /tmp/a not begun"]);
    expect([there(), eu.leftovers()]).to.deep.equal(["", ""]);
  });

  for (const { title, prepare, words } of [
    {
      title: "there is no systemd",
      prepare: "rm /usr/local/sbin/systemd-run; ! [ -e /usr/bin/systemd-run ] || mount --bind /dev/null /usr/bin/systemd-run",
      words: /there is no systemd/,
    },
    { title: "systemd refuses the timer", prepare: "touch /tmp/no-timer", words: /systemd does not start it/ },
  ]) {
    it(`are refused where ${title}`, async () => {
      eu.sh(prepare);
      const run = await eu.apply([text({ path: "/tmp/b", text: "1" }), cutting("/tmp/a")]);
      const [failure] = run.failures;
      expect(failure).to.include({ code: "CHANGE_FAILED" });
      expect(failure?.output).to.match(words);
      expect([there(), eu.leftovers()]).to.deep.equal(["b", ""]);
    });
  }

  it("that still run when their time is over are ended first", async () => {
    eu.undoAfter(0.5);
    const run = await eu.apply([cutting("/tmp/a", { command: "touch /tmp/a; echo $$ >/tmp/pid; exec sleep 300" }), cutting("/tmp/b")]);
    expect(run.failures.map(({ code }) => code)).to.have.members(["CHANGE_FAILED", "CONFIRM_TIMEOUT"]);
    expect([there(), eu.sh("cat /tmp/undone"), eu.leftovers()]).to.deep.equal(["", "/tmp/a\n", ""]);
    expect(eu.sh("grep -s '^State:' /proc/$(cat /tmp/pid)/status | grep -v zombie || true")).to.equal("");
  });

  it("tell what could not be undone", async () => {
    eu.undoAfter(0.3);
    const undo = "echo 'no way back'; exit 1";
    const run = await eu.apply([cutting("/tmp/a", { undo })], { transport: eu.transportWhere((index) => index === 0, refused) });
    const [failure] = run.failures;
    expect(failure?.message).to.match(/the host has undone: write \/tmp\/a \(with errors\)$/);
    expect(failure?.output).to.equal("no way back");
  });

  it("come before what watches them, which is left alone when they are undone", async () => {
    const watching = (path: string) => ({ ...text({ path, text: "1" }), watches: { unit: "x.service", ids: ["text:/tmp/a"] } });
    const run = await eu.apply([watching("/tmp/b"), cutting("/tmp/a"), watching("/tmp/c")]);
    expect(ends(run)).to.deep.equal(["write /tmp/b done", "write /tmp/a done", "write /tmp/c done"]);
    eu.sh("rm /tmp/a /tmp/c");
    eu.undoAfter(0.3);
    const again = await eu.apply([cutting("/tmp/a"), watching("/tmp/c")], {
      transport: eu.transportWhere((index) => index === 0, refused),
    });
    expect(ends(again)).to.deep.equal(["write /tmp/a done", "write /tmp/c not begun"]);
  });

  it("come before a unit file that their role declares after them, which is left alone when they are undone", async () => {
    const unit = { ...text({ path: "/tmp/c", text: "1" }), kind: "systemdUnit", ending: "nothing" as const };
    eu.undoAfter(0.3);
    const run = await eu.apply([cutting("/tmp/a"), unit, text({ path: "/tmp/b", text: "1" })], {
      transport: eu.transportWhere((index) => index === 0, refused),
    });
    expect(ends(run)).to.deep.equal(["write /tmp/b done", "write /tmp/a done", "write /tmp/c not begun"]);
  });

  it("are undone at once by Ctrl-C, and the run says so", async () => {
    const stop = new AbortController();
    const refusing = eu.transportWhere(
      (index) => index === 0,
      () => (stop.abort(), refused()),
    );
    const run = await eu.apply([cutting("/tmp/a")], { stop: stop.signal, transport: refusing, confirmPace: 1 });
    expect(run.summary).to.include({ changed: 0, outcome: "interrupted" });
    expect(run.failures[0]).to.include({
      code: "INTERRUPTED",
      message: "Cannot confirm what was changed on eu: Ctrl-C came first; the host has undone: write /tmp/a",
    });
    expect([there(), eu.leftovers()]).to.deep.equal(["", ""]);
  });

  it("that a killed run left are undone by the next one, before it asks anything", async () => {
    const cut = new AbortController();
    const killing = eu.transportWhere(
      (index) => index === 0,
      () => (cut.abort(), refused()),
    );
    const killed = await eu.apply([cutting("/tmp/a")], { cut: cut.signal, transport: killing });
    expect([killed.summary.outcome, there()]).to.deep.equal(["failed", "a"]);
    eu.sh("kill $(cut -d' ' -f1 /run/infra/lock); until flock -n /run/infra/lock true; do sleep 0.05; done");
    const next = await eu.apply([text({ path: "/tmp/b", text: "1" })]);
    expect(next.notices).to.deep.equal(["What an earlier run left unconfirmed on eu is undone: write /tmp/a"]);
    expect([there(), eu.leftovers(), next.summary.exchanges]).to.deep.equal(["b", "", 3]);
  });
});
