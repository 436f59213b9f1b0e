import { once } from "node:events";
import { expect } from "chai";
import { z } from "zod";
import { converge } from "../../src/engine/converge.ts";
import type { ConvergeOptions } from "../../src/engine/options.ts";
import { openSession } from "../../src/engine/session.ts";
import type { Event, HostSummary } from "../../src/model/event.ts";
import { type Fact, missing } from "../../src/model/fact.ts";
import type { Failure } from "../../src/model/failure.ts";
import { defineKind } from "../../src/model/kind.ts";
import type { Resource } from "../../src/model/resource.ts";
import { type Command, sh } from "../../src/shell/sh.ts";
import { optionsFor } from "../support/converge-on.ts";
import { openFile, PrivateHost } from "../support/private-host.ts";
import { rejection } from "../support/rejection.ts";
import { declared, text } from "../support/text-kind.ts";

/** A kind that asks one question by a script of the test's choice and never changes anything. */
function asking(script: Command, timeoutMs = 20_000): Resource {
  const fact: Fact<string, string> = {
    name: "question",
    timeoutMs,
    script: () => script,
    parse: (output) => [Buffer.from(output).toString()],
  };
  const kind = defineKind("asking", {
    description: "Asks",
    props: z.strictObject({}),
    id: () => "it",
    observe: async (_want, ask) => await ask(fact, ""),
    plan: (_want, seen) => (seen === missing ? [{ title: "plan from nothing", commands: [sh`true`] }] : []),
  });
  return kind({});
}

describe("converge, at its edges", () => {
  let eu: PrivateHost;
  beforeEach(async () => {
    eu = await new PrivateHost("eu").up();
  });
  afterEach(() => {
    eu.down();
  });

  async function run(
    resources: readonly Resource[],
    changes: Partial<ConvergeOptions> = {},
    onEvent: (event: Event) => void = () => undefined,
  ): Promise<{ summary: HostSummary | undefined; failures: readonly Failure[]; notices: readonly string[] }> {
    const options = optionsFor([eu], changes);
    const report = (event: Event): void => {
      options.report(event);
      onEvent(event);
    };
    const summaries = await converge([{ host: eu.host, declared: declared(...resources) }], { ...options, report });
    return {
      summary: summaries["eu"],
      failures: options.events.flatMap((event) => (event.type === "failure" ? [event.failure] : [])),
      notices: options.events.flatMap((event) => (event.type === "notice" ? [event.message] : [])),
    };
  }

  const questions: readonly { title: string; resource: Resource; code: string; output: string }[] = [
    { title: "failed", resource: asking(sh`echo permission denied >&2; exit 1`), code: "FACT_FAILED", output: "permission denied" },
    { title: "took too long", resource: asking(sh`echo waiting >&2; sleep 20`, 1000), code: "FACT_TIMEOUT", output: "waiting" },
  ];
  for (const { title, resource, code, output } of questions) {
    it(`changes nothing where a question ${title}, and shows the host's words`, async () => {
      const { summary, failures } = await run([resource, text({ path: "/tmp/a", text: "1" })]);
      expect(summary).to.include({ failed: 1, changed: 0, left: 1, outcome: "failed" });
      expect(failures[0]).to.include({ code, output });
      expect(eu.sh("ls /tmp")).to.equal("");
    });
  }

  it("plans from nothing where the tool of a question is not there", async () => {
    const { summary, failures } = await run([asking(sh`exit 127`)]);
    expect(summary).to.include({ changed: 3 });
    expect(failures[0]).to.include({ code: "NOT_CONVERGED" });
  });

  it("keeps idle hosts awake while a person thinks", async () => {
    const confirm = async (): Promise<boolean> => {
      await new Promise((resolve) => setTimeout(resolve, 2500));
      return true;
    };
    const { summary } = await run([text({ path: "/tmp/a", text: "1" })], { idleSeconds: 2, confirm });
    expect(summary).to.include({ changed: 1, failed: 0, exchanges: 4 });
  });

  it("loses a host that heard nothing for its idle time", async () => {
    const connection = await eu.transport.connect(eu.host, { timeoutMs: 1000, acceptNewHostKeys: false, notice: () => undefined });
    const options = { nonce: () => "n0nce", openFile, noise: () => undefined, idleSeconds: 0.2, startTimeoutMs: 5000 };
    const session = await openSession(eu.host, connection, options);
    await Promise.all([...eu.open].map((child) => once(child, "exit")));
    expect((await rejection(session.keepAlive())).code).to.be.oneOf(["CONNECTION_LOST", "SHELL_UNUSABLE"]);
  });

  it("puts nothing in place of a file that did not arrive whole", async () => {
    const torn = text({ path: "/tmp/a", text: "1" });
    const blobs = [{ sha256: "0".repeat(64), size: 3, source: { bytes: Buffer.from("abc") } }];
    const plan: Resource["plan"] = async (ask) => (await torn.plan(ask)).map((change) => ({ ...change, blobs }));
    const { failures } = await run([{ ...torn, plan }]);
    expect(failures[0]).to.include({ code: "BLOB_CORRUPT", where: "eu" });
    expect(eu.sh("ls /tmp /run/infra")).to.not.include("blobs");
  });

  it("says that files found no room, and changes nothing", async () => {
    eu.sh("mkdir /var/lib/infra && mount -t tmpfs -o size=1m none /var/lib/infra");
    const { failures } = await run([text({ path: "/tmp/a", text: "x".repeat(3_000_000) })]);
    expect(failures[0]).to.include({ code: "DISK_FULL", where: "eu" });
    expect(eu.sh("ls /tmp")).to.equal("");
  });

  it("goes on to the end of the change at hand when the host cannot be told to stop, and says so", async () => {
    const stop = new AbortController();
    let execs = 0;
    const connect: PrivateHost["transport"]["connect"] = async (...args) => {
      const connection = await eu.transport.connect(...args);
      return {
        ...connection,
        exec: async (line) => {
          execs += 1;
          if (execs > 1) throw new Error("administratively prohibited");
          return await connection.exec(line);
        },
      };
    };
    const { summary, notices } = await run(
      [text({ path: "/tmp/a", text: "1", command: "sleep 0.2" })],
      { stop: stop.signal, transport: async () => await Promise.resolve({ connect }) },
      whenBegun(stop),
    );
    expect(summary).to.include({ changed: 1, failed: 0 });
    expect(notices).to.deep.equal(["Cannot tell eu to stop: Error: administratively prohibited"]);
  });

  it("cuts connections on the second Ctrl-C, also one that comes while it connects", async () => {
    const cut = new AbortController();
    const late = await run([text({ path: "/tmp/a", text: "1", command: "sleep 1" })], { cut: cut.signal }, whenBegun(cut));
    expect(late.summary).to.include({ outcome: "failed" });
    const early = await run([text({ path: "/tmp/b", text: "1" })], { cut: cut.signal });
    expect(early.summary).to.include({ outcome: "interrupted", changed: 0 });
  });

  it("skips hosts that were not begun when it was interrupted, and closes a connection on which no session opens", async () => {
    const stop = new AbortController();
    stop.abort();
    expect((await run([text({ path: "/tmp/a", text: "1" })], { stop: stop.signal })).summary).to.include({ outcome: "skipped", left: 0 });
    let closed = 0;
    const connection = {
      handshakes: 0,
      exec: async () => await Promise.reject(new Error("no channel")),
      close: () => {
        closed += 1;
      },
    };
    const refusing = { connect: async () => await Promise.resolve(connection) };
    const { failures } = await run([text({ path: "/tmp/a", text: "1" })], { transport: async () => await Promise.resolve(refusing) });
    expect(failures[0]).to.include({ code: "INTERNAL", where: "eu" });
    expect(closed).to.equal(1);
  });
});

/** Aborts as soon as the host has begun its first change. */
function whenBegun(controller: AbortController): (event: Event) => void {
  return ({ type }) => {
    if (type === "change-start") controller.abort();
  };
}
