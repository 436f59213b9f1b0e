import { expect } from "chai";
import { converge } from "../../src/engine/converge.ts";
import { HostRun } from "../../src/engine/host-run.ts";
import { planHost } from "../../src/engine/plan-host.ts";
import { notRoot } from "../../src/engine/reach.ts";
import type { Send } from "../../src/engine/asker.ts";
import { missing } from "../../src/model/fact.ts";
import { locked } from "../../src/engine/lock.ts";
import type { ConvergeOptions } from "../../src/engine/options.ts";
import { runCommand } from "../../src/engine/run-command.ts";
import { openSession } from "../../src/engine/session.ts";
import type { Event } from "../../src/model/event.ts";
import { Failure } from "../../src/model/failure.ts";
import type { Resource } from "../../src/model/resource.ts";
import type { Channel } from "../../src/model/transport.ts";
import { sh } from "../../src/shell/sh.ts";
import { optionsFor } from "../support/converge-on.ts";
import { PrivateHost } from "../support/private-host.ts";
import { rejection } from "../support/rejection.ts";
import { connectionTo, paperHost, scriptedChannel } from "../support/scripted-channel.ts";
import { declared, text } from "../support/text-kind.ts";

describe("runs of one host", () => {
  let eu: PrivateHost;
  beforeEach(async () => {
    eu = await new PrivateHost("eu").up();
  });
  afterEach(() => {
    eu.down();
  });

  async function eventsOf(resources: readonly Resource[], changes: Partial<ConvergeOptions> = {}): Promise<readonly Event[]> {
    const options = optionsFor([eu], changes);
    await converge([{ host: eu.host, declared: declared(...resources) }], options);
    return options.events;
  }

  function failures(events: readonly Event[]): readonly Failure[] {
    return events.flatMap((event) => (event.type === "failure" ? [event.failure] : []));
  }

  const one = text({ path: "/tmp/a", text: "1" });

  it("look at what is selected only", async () => {
    await eventsOf([one, text({ path: "/tmp/b", text: "2" })], { selects: ({ resource }) => resource.id === one.id });
    expect(eu.sh("ls /tmp")).to.equal("a\n");
  });

  it("say nothing of a lock that nobody holds", async () => {
    expect((await eventsOf([one], { mode: "plan" })).filter(({ type }) => type === "notice")).to.deep.equal([]);
  });

  it("tell the output of changes that went well when that is wanted", async () => {
    const events = await eventsOf([text({ path: "/tmp/a", text: "1", command: "echo said" })], { verbose: true });
    expect(events.find((event) => event.type === "change-end")).to.include({ outcome: "done", output: "said\n" });
  });

  it("tell noise of rc files as a detail, and a transport's words as they are", async () => {
    const connect: PrivateHost["transport"]["connect"] = async (host, options) => {
      options.notice("Recorded the host key");
      const connection = await eu.transport.connect(host, options);
      return { ...connection, exec: (line) => connection.exec(`echo Welcome; ${line}`) };
    };
    const events = await eventsOf([one], { transport: async () => await Promise.resolve({ connect }) });
    expect(events.flatMap((event) => (event.type === "notice" ? [[event.level, event.message]] : []))).to.deep.equal([
      ["info", "Recorded the host key"],
      ["detail", "Welcome"],
    ]);
  });

  it("count each change of a resource, show its diff, and call it made after the last one", async () => {
    const diff = { note: "twice" };
    const twice: Resource = { ...one, plan: async (ask) => (await one.plan(ask)).flatMap((change) => [{ ...change, diff }, change]) };
    const events = await eventsOf([twice]);
    expect(events.filter((event) => event.type === "change-end").map((event) => event.diff)).to.deep.equal([diff, undefined]);
    expect(eu.sh("grep -c text: /var/lib/infra/manifest.json")).to.equal("1\n");
  });

  it("do a reaction that waits for nothing although another change failed", async () => {
    const broken = text({ path: "/tmp/b", text: "2", command: "exit 1" });
    const due: Resource = { ...one, plan: async (ask) => (await one.plan(ask)).map((change) => ({ ...change, reaction: true })) };
    await eventsOf([broken, due]);
    expect(eu.sh("ls /tmp")).to.equal("a\n");
  });

  it("change nothing where our folders were replaced since the host was looked at", async () => {
    const options = optionsFor([eu]);
    await converge([{ host: eu.host, declared: declared(one) }], {
      ...options,
      report: (event) => {
        options.report(event);
        if (event.type === "planned") eu.sh("mv /run/infra /run/x; ln -s /run/x /run/infra");
      },
    });
    expect(failures(options.events)[0]).to.include({ code: "STATE_UNUSABLE" });
    expect(eu.sh("ls /tmp")).to.equal("");
  });

  for (const manifest of [
    "{",
    "[]",
    '{"version":1}',
    '{"version":1,"playbooks":{"a":{"b":7}}}',
    '{"version":2,"playbooks":{"a":1}}',
    '{"version":2,"playbooks":{"a":{"b":{"digest":"d","absence":{}}}}}',
  ]) {
    it(`refuse a manifest that is none: ${manifest}`, async () => {
      eu.sh(`mkdir -p /var/lib/infra; printf %s '${manifest}' >/var/lib/infra/manifest.json`);
      expect(failures(await eventsOf([one]))[0]).to.include({ code: "FACT_FAILED" });
    });
  }

  it("tell a mistake of a kind's own code", async () => {
    const plan = (): Promise<never> => Promise.reject(new TypeError("x is undefined"));
    expect(failures(await eventsOf([{ ...one, plan }]))[0]).to.include({ code: "INTERNAL", where: "eu/text:/tmp/a" });
  });

  it("do nothing with a host that was not reached", async () => {
    const run = new HostRun({ host: eu.host, declared: [] }, optionsFor([eu]));
    await run.lookAgain();
    await new HostRun({ host: eu.host, declared: [] }, optionsFor([eu])).settle();
    expect(new HostRun({ host: eu.host, declared: [] }, optionsFor([eu])).hasWork).to.equal(false);
    expect(eu.sh("ls -d /run/infra 2>/dev/null || true")).to.equal("");
  });
});

describe("words of hosts that cannot be had at will", () => {
  function saying(...records: readonly string[]): Partial<ConvergeOptions> {
    const channel = scriptedChannel({ says: records.map((record) => `\nn0nce ${record}\n`), exit: 0 });
    const connect = async (): Promise<ReturnType<typeof connectionTo>> => await Promise.resolve(connectionTo(channel));
    return { nonce: () => "n0nce", transport: async () => await Promise.resolve({ connect }) };
  }

  it("are a host where the account is not root", async () => {
    const options = optionsFor([], saying("begin", "not-root", "end"));
    await converge([{ host: paperHost("eu"), declared: [] }], options);
    expect(options.events.find((event) => event.type === "failure")?.failure).to.include({ code: "NOT_ROOT" });
    const nobody = paperHost("us");
    const unnamed = { ...nobody, address: { ...nobody.address, user: undefined } };
    expect(notRoot(unnamed).message).to.equal("Cannot work on us: the account is not root");
  });

  it("are a manifest that is missing, and a failure of a kind with the host's output", async () => {
    const send: Send = async (questions) => await Promise.resolve(questions.map(({ args }) => args.map(() => missing)));
    const failure = new Failure("RESOURCE_INVALID", "text:/a", "Cannot plan it", { output: "held" });
    const plan = (): Promise<never> => Promise.reject(failure);
    const broken = { ...text({ path: "/a", text: "1" }), plan };
    const { manifest, failures } = await planHost(declared(broken), { host: "eu", send });
    expect(manifest).to.deep.equal({ playbooks: {} });
    expect(failures[0]).to.include({ where: "eu/text:/a", output: "held" });
  });

  it("are a host that sends no answers", async () => {
    const options = optionsFor([], saying("begin", "end"));
    await converge([{ host: paperHost("eu"), declared: [] }], options);
    expect(options.events.find((event) => event.type === "failure")?.failure).to.include({ code: "FACT_FAILED" });
  });

  it("are a command's host that is not usable, or that says nothing", async () => {
    for (const records of [
      ["begin", "unusable", "end"],
      ["begin", "end"],
    ]) {
      const statuses = await runCommand([paperHost("eu")], {
        ...optionsFor([], saying(...records)),
        command: sh`true`,
        onOutput: () => undefined,
      });
      expect([...statuses]).to.deep.equal([["eu", 255]]);
    }
  });

  it("are a lock that is waited for more than once, until the host falls silent", async () => {
    for (const end of ["taken", "waiting"]) {
      const options = optionsFor([], saying("begin", "waiting", "waiting", end));
      await converge([{ host: paperHost("eu"), declared: [] }], options);
      const notices = options.events.flatMap((event) => (event.type === "notice" ? [event.message] : []));
      expect(notices).to.deep.equal(["eu is being worked on by another run: waiting for its lock"]);
      expect(options.events.find((event) => event.type === "failure")?.failure).to.include({ code: "SHELL_UNUSABLE" });
    }
  });

  it("are a lock whose holder is not known", () => {
    expect(locked("eu", " \n").message).to.equal("Cannot change eu: it is being worked on by another run");
  });

  it("are a connection that is cut while it is written to, and last words of a session", async () => {
    const options = { nonce: () => "n0nce", openFile: () => saidPieces(), noise: () => undefined, startTimeoutMs: 1000 };
    const exchange = {
      script: () => "",
      blobs: [{ sha256: "0".repeat(64), size: 9, source: { path: "x" } }],
      onRecord: () => undefined,
    };
    for (const cause of [new Failure("CONNECTION_LOST", "eu", "Cannot go on with eu: cut"), new Error("EPIPE")]) {
      const cut: Channel = { ...scriptedChannel({ says: [], exit: undefined }), write: async () => await Promise.reject(cause) };
      const session = await openSession(paperHost("eu"), connectionTo(cut), options);
      expect(await rejection(session.exchange(exchange))).to.include({ code: "CONNECTION_LOST" });
    }
    let writes = 0;
    const late: Channel = {
      ...scriptedChannel({ says: [], exit: undefined }),
      write: async () => {
        writes += 1;
        if (writes > 1) throw new Failure("CONNECTION_LOST", "eu", "Cannot go on with eu: cut");
        await Promise.resolve();
      },
    };
    const session = await openSession(paperHost("eu"), connectionTo(late), options);
    expect(await rejection(session.exchange(exchange))).to.include({ code: "CONNECTION_LOST" });
    const talking = scriptedChannel({ says: ["\nn0nce begin\n\nn0nce end\n", "Killed"], exit: 137 });
    const again = await openSession(paperHost("eu"), connectionTo(talking), options);
    await again.exchange({ ...exchange, blobs: [] });
    expect((await rejection(again.exchange({ ...exchange, blobs: [] }))).message).to.equal("Cannot go on with eu: Killed");
  });
});

async function* saidPieces(): AsyncIterable<Uint8Array> {
  yield await Promise.resolve(Buffer.from("123456789"));
}
