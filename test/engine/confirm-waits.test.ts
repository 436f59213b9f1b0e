import { expect } from "chai";
import { Failure } from "../../src/model/failure.ts";
import { ConfirmHost, cutting } from "../support/confirm-host.ts";
import { text } from "../support/text-kind.ts";

function refused(): Failure {
  return new Failure("UNREACHABLE", "eu", "Cannot reach eu: nothing listens there");
}

describe("waiting for changes to be confirmed", () => {
  let eu: ConfirmHost;
  beforeEach(async () => {
    eu = await new ConfirmHost("eu").up();
  });
  afterEach(() => {
    eu.down();
  });

  const there = () => eu.sh("cd /tmp; ls a b c 2>/dev/null || true").split("\n").slice(0, -1).join("");

  it("ends with the cause of the last try but one where the last one hangs", async () => {
    eu.undoAfter(0.5);
    let index = 0;
    const connect: ConfirmHost["transport"]["connect"] = async (host, options) => {
      index += 1;
      if (index === 1) return await eu.transport.connect(host, options);
      if (index === 2) throw refused();
      await new Promise((resolve) => options.signal?.addEventListener("abort", resolve));
      throw new Failure("INTERRUPTED", "eu", "Cannot connect to eu: the run was interrupted");
    };
    const run = await eu.apply([cutting("/tmp/a")], { transport: async () => await Promise.resolve({ connect }) });
    expect(run.failures[0]?.cause).to.include({ code: "UNREACHABLE" });
  });

  it("does no harm where the change fails in the end", async () => {
    const slow = cutting("/tmp/a", { command: "sleep 0.6; exit 3" });
    const run = await eu.apply([slow], { transport: eu.transportWhere((index) => index === 0, refused) });
    expect(run.failures.map(({ code }) => code)).to.deep.equal(["CHANGE_FAILED"]);
    expect([there(), eu.leftovers(), run.summary.exchanges]).to.deep.equal(["", "", 3]);
  });

  it("does not let a login count that was made before the last change", async () => {
    const logins: string[] = [];
    const connect: ConfirmHost["transport"]["connect"] = async (host, options) => {
      logins.push(there());
      return await eu.transport.connect(host, options);
    };
    const slow = cutting("/tmp/b", { command: "sleep 0.6" });
    const run = await eu.apply([cutting("/tmp/a"), slow], { transport: async () => await Promise.resolve({ connect }) });
    expect([run.failures, logins]).to.deep.equal([[], ["", "a", "ab"]]);
    expect(run.summary).to.include({ changed: 2, exchanges: 5 });
  });

  it("is waited for by nobody else: another run is told who works there", async () => {
    eu.undoAfter(2);
    const first = eu.apply([cutting("/tmp/a")], { transport: eu.transportWhere((index) => index === 0, refused) });
    await until(() => there() === "a");
    const [refusedRun, waited] = await Promise.all([
      eu.apply([text({ path: "/tmp/b", text: "1" })], { waitLockMs: 0, initiator: other }),
      eu.apply([text({ path: "/tmp/c", text: "1" })], { waitLockMs: 20_000, initiator: other }),
    ]);
    expect((await first).failures[0]).to.include({ code: "CONFIRM_TIMEOUT" });
    expect(refusedRun.failures[0]).to.include({ code: "LOCKED" });
    expect([there(), waited.summary.outcome]).to.deep.equal(["c", "changed"]);
  });

  it("ends all by Ctrl-C twice, and the host undoes by itself", async () => {
    eu.undoAfter(0.5);
    const [stop, cut] = [new AbortController(), new AbortController()];
    const run = await eu.apply([cutting("/tmp/a")], {
      stop: stop.signal,
      cut: cut.signal,
      transport: eu.transportWhere(
        (index) => index === 0,
        () => {
          stop.abort();
          cut.abort();
          return refused();
        },
      ),
    });
    expect(run.summary).to.include({ outcome: "interrupted" });
    expect(run.failures[0]).to.include({ code: "INTERRUPTED" });
    await until(() => there() === "");
    await until(() => eu.leftovers() === "");
  });
});

const other = { user: "bob", machine: "lap", pid: 7, commit: undefined, startedAt: "2026-01-01T00:00:00Z" };

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
}
