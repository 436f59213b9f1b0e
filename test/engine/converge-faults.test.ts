import { expect } from "chai";
import { converge } from "../../src/engine/converge.ts";
import type { Event } from "../../src/model/event.ts";
import { Failure } from "../../src/model/failure.ts";
import { declared, text } from "../support/text-kind.ts";
import { optionsFor } from "../support/converge-on.ts";
import { PrivateHost } from "../support/private-host.ts";

/** A command that takes as long as the test wants, and the line that ends it. */
const untilGo = "until [ -e /run/go ]; do sleep 0.02; done";
const go = ": >/run/go";

function failuresOf(events: readonly Event[]): readonly Failure[] {
  return events.flatMap((event) => (event.type === "failure" ? [event.failure] : []));
}

describe("converge, when things go wrong", () => {
  let eu: PrivateHost;
  beforeEach(async () => {
    eu = await new PrivateHost("eu").up();
  });
  afterEach(() => {
    eu.down();
  });

  it("does not wait for a daemon that keeps the output open", async () => {
    const command = "sleep 20 & echo $! >/run/daemon";
    const options = optionsFor([eu]);
    const begun = performance.now();
    const summaries = await converge([{ host: eu.host, declared: declared(text({ path: "/tmp/a", text: "1", command })) }], options);
    expect(summaries["eu"]).to.include({ changed: 1, failed: 0 });
    expect(performance.now() - begun).to.be.lessThan(10_000);
    eu.sh("kill $(cat /run/daemon)");
  });

  it("gives up after three waves of a state that does not stay", async () => {
    const work = [{ host: eu.host, declared: declared(text({ path: "/tmp/a", text: "1" }), text({ path: "/tmp/../tmp/a", text: "2" })) }];
    const options = optionsFor([eu]);
    const summaries = await converge(work, options);
    expect(summaries["eu"]).to.include({ failed: 1, exchanges: 7, outcome: "failed" });
    expect(failuresOf(options.events)[0]).to.include({ code: "NOT_CONVERGED", where: "eu" });
  });

  it("begins no further host once more than maxFailures have failed, and counts those that cannot be reached", async () => {
    const work = ["nowhere", "us"].map((name) => ({ host: { ...eu.host, name }, declared: declared(text({ path: "/tmp/a", text: "1" })) }));
    const unreachable = { connect: () => Promise.reject(new Failure("UNREACHABLE", "nowhere", "Cannot reach nowhere: no route")) };
    const options = optionsFor([eu], { forks: 1, maxFailures: 0 });
    const summaries = await converge(work, { ...options, transport: async () => await Promise.resolve(unreachable) });
    expect(summaries["nowhere"]).to.include({ outcome: "unreachable", exchanges: 0 });
    expect(summaries["us"]).to.include({ outcome: "skipped", exchanges: 0, changed: 0 });
  });

  it("lets one controller work at a time and tells the other who holds the lock", async () => {
    const slow = [{ host: eu.host, declared: declared(text({ path: "/tmp/a", text: "1", command: untilGo })) }];
    const quick = [{ host: eu.host, declared: declared(text({ path: "/tmp/b", text: "2" })) }];
    const first = converge(slow, optionsFor([eu]));
    await until(() => eu.sh("ls /run/infra 2>/dev/null || true").includes("run."));
    const refused = optionsFor([eu]);
    const planned = optionsFor([eu], { mode: "plan" });
    const [second, looked] = await Promise.all([converge(quick, refused), converge(quick, planned)]);
    expect(second["eu"]).to.include({ outcome: "failed", exchanges: 1 });
    const [failure] = failuresOf(refused.events);
    expect(failure).to.include({ code: "LOCKED" });
    expect(failure?.message).to.include("ann@desk (pid 42, since 2026-01-01T00:00:00Z)");
    expect(looked["eu"]).to.include({ outcome: "changed", changed: 1 });
    expect(planned.events.find((event) => event.type === "notice")?.message).to.include("ann@desk");
    eu.sh(go);
    expect((await first)["eu"]).to.include({ outcome: "changed" });
    const waited = await converge(quick, optionsFor([eu], { waitLockMs: 20_000 }));
    expect(waited["eu"]).to.include({ outcome: "changed" });
  });

  it("stops at a change's boundary when the connection is cut, and the next run does the rest", async () => {
    const work = [
      {
        host: eu.host,
        declared: declared(text({ path: "/tmp/a", text: "1", command: untilGo }), text({ path: "/tmp/b", text: "2" })),
      },
    ];
    const options = optionsFor([eu]);
    const first = converge(work, {
      ...options,
      report: (event) => {
        options.report(event);
        if (event.type === "change-start") for (const child of eu.open) child.stdout?.destroy();
      },
    });
    expect((await first)["eu"]).to.include({ outcome: "failed" });
    expect(failuresOf(options.events)[0]).to.include({ code: "CONNECTION_LOST" });
    eu.sh(go);
    await until(() => eu.sh("cat /tmp/a 2>/dev/null || true") === "1");
    expect(eu.sh("ls /tmp")).to.equal("a\n");
    const again = await converge(work, optionsFor([eu], { waitLockMs: 5000 }));
    expect(again["eu"]).to.include({ changed: 1, failed: 0 });
  });

  it("asks once, then looks again under the lock, and refuses a plan that no longer fits", async () => {
    const work = [{ host: eu.host, declared: declared(text({ path: "/tmp/a", text: "1" })) }];
    const stale = optionsFor([eu], { confirm: async () => await Promise.resolve(eu.sh("printf 1 >/tmp/a") === "") });
    expect((await converge(work, stale))["eu"]).to.include({ outcome: "failed", changed: 0 });
    expect(failuresOf(stale.events)[0]).to.include({ code: "PLAN_STALE" });
    eu.sh("rm /tmp/a");
    const agreed = await converge(work, optionsFor([eu], { confirm: async () => await Promise.resolve(true) }));
    expect(agreed["eu"]).to.include({ outcome: "changed", exchanges: 4 });
    eu.sh("rm /tmp/a");
    const declined = await converge(work, optionsFor([eu], { confirm: async () => await Promise.resolve(false) }));
    expect(declined["eu"]).to.include({ exchanges: 1, changed: 0, left: 1 });
  });

  it("writes mere notes under the lock too, so that they cannot hurt another run", async () => {
    const slow = converge(
      [{ host: eu.host, declared: declared(text({ path: "/tmp/a", text: "1", command: "sleep 1.5" })) }],
      optionsFor([eu]),
    );
    await until(() => eu.sh("ls /run/infra 2>/dev/null || true").includes("run."));
    eu.sh("printf 2 >/tmp/b");
    const notes = optionsFor([eu], { playbook: "other", confirm: async () => await Promise.resolve(true) });
    await converge([{ host: eu.host, declared: declared(text({ path: "/tmp/b", text: "2" })) }], notes);
    expect(failuresOf(notes.events)[0]).to.include({ code: "LOCKED" });
    expect((await slow)["eu"]).to.include({ changed: 1, failed: 0 });
  });

  it("refuses to work where its folders are not root's own, or its lock is none", async () => {
    for (const [spoil, mend] of [
      ["mkdir -p /run/infra/lock", "rmdir /run/infra/lock"],
      ["mkdir /tmp/u && rmdir /run/infra && ln -s /tmp/u /run/infra", "rm /run/infra"],
      ["mkdir /var/lib/infra && chown 1000 /var/lib/infra", "rmdir /var/lib/infra"],
    ] as const) {
      eu.sh(spoil);
      const options = optionsFor([eu]);
      await converge([{ host: eu.host, declared: declared(text({ path: "/tmp/a", text: "1" })) }], options);
      expect(failuresOf(options.events)[0], spoil).to.include({ code: "STATE_UNUSABLE", where: "eu" });
      eu.sh(mend);
    }
    expect(eu.sh("ls /tmp")).to.equal("u\n");
  });

  it("begins no new change after Ctrl-C and says what is left", async () => {
    const stop = new AbortController();
    const options = optionsFor([eu], { stop: stop.signal });
    const command = "until ls /run/infra/stop.*; do sleep 0.02; done";
    const work = [
      {
        host: eu.host,
        declared: declared(text({ path: "/tmp/a", text: "1", command }), text({ path: "/tmp/b", text: "2" })),
      },
    ];
    const summaries = await converge(work, {
      ...options,
      report: (event) => {
        options.report(event);
        if (event.type === "change-start") stop.abort();
      },
    });
    expect(summaries["eu"]).to.include({ changed: 1, left: 1, failed: 0, outcome: "interrupted" });
    expect(eu.sh("ls /tmp")).to.equal("a\n");
  });

  it("refuses a manifest that a newer version wrote", async () => {
    eu.sh(`mkdir -p /var/lib/infra; echo '{"version":3,"playbooks":{}}' >/var/lib/infra/manifest.json`);
    const options = optionsFor([eu]);
    const summaries = await converge([{ host: eu.host, declared: declared(text({ path: "/tmp/a", text: "1" })) }], options);
    expect(summaries["eu"]).to.include({ outcome: "failed", changed: 0 });
    expect(failuresOf(options.events)[0]).to.include({ code: "STATE_TOO_NEW" });
    expect(eu.sh("ls /tmp")).to.equal("");
  });
});

async function until(isSo: () => boolean): Promise<void> {
  for (let tries = 0; !isSo(); tries++) {
    if (tries > 200) throw new Error("it did not come to be so within 10 s");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
