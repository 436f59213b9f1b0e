import { expect } from "chai";
import { text } from "node:stream/consumers";
import { Readable } from "node:stream";
import { dialDocker } from "../../src/engine/dial-docker.ts";
import { reachWithin, type Reached } from "../../src/engine/reach.ts";
import { openSession } from "../../src/engine/session.ts";
import { optionsFor } from "../support/converge-on.ts";
import { openFile, PrivateHost } from "../support/private-host.ts";
import { rejection } from "../support/rejection.ts";
import { connectionTo, paperHost, scriptedChannel } from "../support/scripted-channel.ts";

async function reachedThat(...says: readonly string[]): Promise<Reached> {
  const host = paperHost("eu");
  const connection = connectionTo(scriptedChannel({ says, exit: 5, errors: "gone" }));
  const options = { nonce: () => "n0nce", openFile, noise: () => undefined, startTimeoutMs: 5000 };
  return { host, connection, session: await openSession(host, connection, options) };
}

describe("dialDocker", () => {
  const ways: readonly (readonly string[])[] = [
    ["READY n0nce\n", "n0nce go\n", "HTTP/1.1 200 OK"],
    ["READY n0nce\nn0n", "ce go\nHTTP/1.1", " 200 OK"],
  ];
  for (const says of ways) {
    it(`gives the engine's bytes, and no word of the shell's (${JSON.stringify(says)})`, async () => {
      const reached = await reachedThat(...says);
      const { output } = await dialDocker(reached);
      expect(await text(Readable.from(output))).to.equal("HTTP/1.1 200 OK");
      const late = reached.session.exchange({ script: () => "", blobs: [], onRecord: () => undefined });
      expect(await rejection(late)).to.include({ code: "CONNECTION_LOST" });
    });
  }

  for (const [word, code, message] of [
    ["missing", "DOCKER_UNUSABLE", "Cannot ask Docker on eu: it is not installed there"],
    ["down", "DOCKER_UNUSABLE", "Cannot ask Docker on eu: its engine does not run"],
    ["not-root", "NOT_ROOT", "Cannot work on eu: ann is not root"],
  ] as const) {
    it(`says why there is no engine: ${word}`, async () => {
      expect(await rejection(dialDocker(await reachedThat(`n0nce ${word}\n`)))).to.include({ code, message });
    });
  }

  it("says what the login shell said when it is no shell", async () => {
    const failure = await rejection(dialDocker(await reachedThat("No logins.\n")));
    expect(failure).to.include({ code: "SHELL_UNUSABLE", output: "No logins.\ngone" });
  });
});

describe("a session that is handed over", () => {
  let eu: PrivateHost;
  before(async () => {
    eu = await new PrivateHost("eu").up();
  });
  after(() => {
    eu.down();
  });

  it("is its last command's, in both directions", async () => {
    const options = optionsFor([eu]);
    const { session, connection } = await reachWithin(eu.host, options, { timeoutMs: 10_000, signal: options.cut });
    const { word, channel } = await session.handOver((nonce) => `echo ${nonce} mine; exec cat <&3 3<&-`);
    expect(word).to.equal("mine");
    await channel.write(Buffer.from("one\n\0two"));
    channel.end();
    expect(await text(Readable.from(channel.output))).to.equal("one\n\0two");
    connection.close();
  });
});
