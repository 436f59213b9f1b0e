import { expect } from "chai";
import { randomBytes } from "node:crypto";
import { writeFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { frame, loaderLine } from "../../src/engine/loader.ts";
import { openSession, type SessionOptions } from "../../src/engine/session.ts";
import { blob, sha256 } from "../../src/model/blob.ts";
import { rejection } from "../support/rejection.ts";
import { openFile, PrivateHost } from "../support/private-host.ts";
import { connectionTo, paperHost, type Script, scriptedChannel } from "../support/scripted-channel.ts";

describe("loaderLine", () => {
  it("is one line that bash, dash, busybox, fish and csh read alike: single quotes without any inside, no ! and no double backslash", () => {
    const line = loaderLine({ tag: "t", become: undefined });
    const sudo = loaderLine({ tag: "t", become: { method: "sudo", user: "root", password: undefined } });
    for (const one of [line, sudo]) expect(one).to.not.match(/!|\n|\\\\/);
    expect(line.split("'")).to.have.length(3);
    expect(sudo.split("'")).to.have.length(5);
  });
});

describe("frame", () => {
  it("sends large scripts gzipped, and small ones as they are", () => {
    expect(frame("tag", "echo a").toString()).to.equal("tag 33\nmain(){\necho a\n}; main </dev/null");
    expect(frame("tag", `# ${"x".repeat(20_000)}`).length).to.be.lessThan(200);
  });
});

describe("Session", () => {
  const options: SessionOptions = {
    nonce: () => randomBytes(16).toString("hex"),
    openFile,
    noise: () => undefined,
    startTimeoutMs: 20_000,
  };

  it("says what the login shell said when it is no shell", async () => {
    const script: Script = { says: ["This account is currently not available.\n"], exit: 1 };
    const session = await openSession(paperHost("eu"), connectionTo(scriptedChannel(script)), options);
    const exchange = session.exchange({ script: () => "", blobs: [], onRecord: () => undefined });
    expect(await rejection(exchange)).to.include({ code: "SHELL_UNUSABLE", output: "This account is currently not available." });
  });

  it("gives up on a login shell that never starts the loader", async () => {
    const silent = {
      ...scriptedChannel({ says: [], exit: 0 }),
      output: { [Symbol.asyncIterator]: () => ({ next: () => new Promise<never>(() => undefined) }) },
    };
    const quick = { ...options, startTimeoutMs: 50 };
    const session = await openSession(paperHost("eu"), connectionTo(silent), quick);
    const exchange = session.exchange({ script: () => "", blobs: [], onRecord: () => undefined });
    expect(await rejection(exchange)).to.include({ code: "SHELL_UNUSABLE", where: "eu" });
    const become = { method: "sudo", user: "root", password: undefined } as const;
    expect((await rejection(openSession(paperHost("eu", become), connectionTo(silent), quick))).code).to.equal("SHELL_UNUSABLE");
  });

  it("becomes no account whose name the shell could take for more", async () => {
    const become = { method: "sudo", user: "root touch /tmp/x; :", password: undefined } as const;
    const error = await openSession(paperHost("eu", become), connectionTo(scriptedChannel({ says: [], exit: 0 })), options).catch(String);
    expect(error).to.include("that is no account's name");
  });

  it("is lost for good after the stream ended", async () => {
    const session = await openSession(paperHost("eu"), connectionTo(scriptedChannel({ says: [], exit: undefined })), options);
    const exchange = { script: () => "", blobs: [], onRecord: () => undefined };
    expect((await rejection(session.exchange(exchange))).code).to.equal("CONNECTION_LOST");
    expect((await rejection(session.exchange(exchange))).code).to.equal("CONNECTION_LOST");
  });

  it("waits for READY before it sends a script under sudo", async () => {
    const channel = scriptedChannel({ says: ["READY n0nce\n"], exit: 0 });
    const become = { method: "sudo", user: "root", password: undefined } as const;
    const fixed = { ...options, nonce: () => "n0nce" };
    const session = await openSession(paperHost("eu", become), connectionTo(channel), fixed);
    expect(channel.written).to.deep.equal([]);
    session.close();
    expect(channel.ended).to.equal(true);
  });

  describe("on real shells", () => {
    let eu: PrivateHost;
    beforeEach(async () => {
      eu = await new PrivateHost("eu").up();
    });
    afterEach(() => {
      eu.down();
    });

    it("carries a 20 MB file and text with every byte on one stream, between other exchanges", async () => {
      const folder = mkdtempSync(join(tmpdir(), "session-"));
      const bytes = randomBytes(20 * 1024 * 1024);
      writeFileSync(join(folder, "big"), bytes);
      const session = await openSession(eu.host, await eu.transport.connect(eu.host, connecting), options);
      const big = { sha256: sha256(bytes), size: bytes.length, source: { path: join(folder, "big") } };
      const small = blob(new Uint8Array(256).map((_, index) => index));
      const seen: string[] = [];
      await session.exchange({
        script: (nonce) =>
          `head -c ${small.size} <&3 | sha256sum; head -c ${big.size} <&3 | sha256sum; printf '\\n%s sums\\n\\n%s end\\n' ${nonce} ${nonce}`,
        blobs: [small, big],
        onRecord: ({ body }) => seen.push(body.toString()),
      });
      await session.keepAlive();
      rmSync(folder, { recursive: true });
      expect(seen).to.deep.equal([`READY ${session.tag}\n${small.sha256}  -\n${big.sha256}  -\n`]);
      expect(session.exchanges).to.equal(1);
    });

    it("takes nothing of a file that became shorter, vanished or grew since it was announced", async () => {
      const folder = mkdtempSync(join(tmpdir(), "session-"));
      writeFileSync(join(folder, "file"), "12345678");
      for (const [path, size] of [
        ["file", 10],
        ["gone", 10],
        ["file", 4],
      ] as const) {
        const session = await openSession(eu.host, await eu.transport.connect(eu.host, connecting), options);
        const blobs = [{ sha256: "0".repeat(64), size, source: { path: join(folder, path) } }];
        const script = (nonce: string): string => `head -c ${size} <&3 | wc -c; printf '\\n%s end\\n' ${nonce}`;
        const exchange = session.exchange({ script, blobs, onRecord: () => undefined });
        if (size === 4) await exchange;
        else expect(await rejection(exchange)).to.include({ code: "BLOB_CORRUPT", where: "eu" });
        if (size === 4) await session.keepAlive();
      }
      rmSync(folder, { recursive: true });
    });

    it("makes exchanges one after another, and a keep-alive only when there is none", async () => {
      const session = await openSession(eu.host, await eu.transport.connect(eu.host, connecting), options);
      const seen: string[] = [];
      const say = (word: string): Promise<void> =>
        session.exchange({
          script: (nonce) => `sleep 0.1; printf '${word}\\n%s said\\n\\n%s end\\n' ${nonce} ${nonce}`,
          blobs: [],
          onRecord: ({ body }) => seen.push(body.toString()),
        });
      const said = [say("one"), say("two")];
      await new Promise((resolve) => setTimeout(resolve, 30));
      await Promise.all([...said, session.keepAlive()]);
      expect(seen).to.deep.equal([`READY ${session.tag}\none`, "two"]);
      expect(session.exchanges).to.equal(2);
    });

    it("runs nothing of a script that was cut in the middle", async () => {
      const connection = await eu.transport.connect(eu.host, connecting);
      const channel = await connection.exec(loaderLine({ tag: "t", become: undefined }));
      const whole = frame("t", `touch /tmp/begun\n${"# padding\n".repeat(300)}\ntouch /tmp/done`);
      await channel.write(whole.subarray(0, whole.length - 200));
      channel.end();
      await channel.exit;
      expect(eu.sh("ls /tmp")).to.equal("");
    });

    it("drops a line that is no exchange, such as a password that nobody asked for", async () => {
      const connection = await eu.transport.connect(eu.host, connecting);
      const channel = await connection.exec(loaderLine({ tag: "t", become: undefined }));
      await channel.write(Buffer.concat([Buffer.from("12 s3cret; touch /tmp/password\n"), frame("t", "touch /tmp/run")]));
      channel.end();
      await channel.exit;
      expect(eu.sh("ls /tmp")).to.equal("run\n");
    });
  });
});

const connecting = { timeoutMs: 1000, acceptNewHostKeys: false, notice: () => undefined };
