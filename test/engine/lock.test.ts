import { expect } from "chai";
import { converge } from "../../src/engine/converge.ts";
import type { ConvergeOptions } from "../../src/engine/options.ts";
import type { Event, HostSummary } from "../../src/model/event.ts";
import type { Failure } from "../../src/model/failure.ts";
import { optionsFor } from "../support/converge-on.ts";
import { PrivateHost } from "../support/private-host.ts";
import { declared, text } from "../support/text-kind.ts";

const ann = "ann@desk (pid 42, since 2026-01-01T00:00:00Z)";

describe("a host's lock that another run holds", () => {
  let eu: PrivateHost;
  let first: ReturnType<typeof run>;
  beforeEach(async () => {
    eu = await new PrivateHost("eu").up();
    first = run("/tmp/a", { command: "echo $$ >/run/slow; trap '' TERM; while :; do sleep 1; done" });
    while (!eu.sh("ls /run").includes("slow")) await new Promise((resolve) => setTimeout(resolve, 20));
  });
  afterEach(() => {
    eu.down();
  });

  async function run(path: string, { command, ...changes }: Partial<ConvergeOptions> & { readonly command?: string } = {}) {
    const options = optionsFor([eu], changes);
    const work = [{ host: eu.host, declared: declared(text({ path, text: "1", ...(command !== undefined && { command }) })) }];
    const summaries: Readonly<Record<string, HostSummary>> = await converge(work, options);
    return { summary: summaries["eu"], failures: failuresOf(options.events), notices: noticesOf(options.events) };
  }

  it("is taken with breakLock: what that run has started is ended, a change that does not want to end too, and its controller is told", async () => {
    const second = await run("/tmp/b", { breakLock: true, initiator: bob });
    expect(second.notices).to.deep.equal([`The run of ${ann} on eu was ended, to free its lock`]);
    expect(second.summary).to.include({ outcome: "changed", exchanges: 3 });
    expect((await first).failures[0]).to.include({ code: "CONNECTION_LOST" });
    expect(eu.sh("readlink /proc/$(cat /run/slow)/exe; ls /tmp")).to.equal("b\n");
  });

  it("is left to its holder without, and waiting for it ends by Ctrl-C at once", async () => {
    const stop = new AbortController();
    const begun = performance.now();
    const options = optionsFor([eu], { waitLockMs: 60_000, initiator: bob, stop: stop.signal });
    const work = [{ host: eu.host, declared: declared(text({ path: "/tmp/b", text: "1" })) }];
    const summaries = await converge(work, {
      ...options,
      report: (event) => {
        options.report(event);
        if (event.type === "notice") stop.abort();
      },
    });
    expect(performance.now() - begun).to.be.lessThan(4000);
    expect(noticesOf(options.events)[0]).to.equal(`eu is being worked on by ${ann}: waiting for its lock`);
    expect(failuresOf(options.events)[0]).to.include({
      code: "INTERRUPTED",
      message: "Cannot change eu: Ctrl-C came while its lock was waited for; nothing was begun",
    });
    expect(summaries["eu"]).to.include({ outcome: "interrupted" });
  });
});

const bob = { user: "bob", machine: "lap", pid: 7, commit: undefined, startedAt: "2026-02-01T00:00:00Z" };

function failuresOf(events: readonly Event[]): readonly Failure[] {
  return events.flatMap((event) => (event.type === "failure" ? [event.failure] : []));
}

function noticesOf(events: readonly Event[]): readonly string[] {
  return events.flatMap((event) => (event.type === "notice" ? [event.message] : []));
}
