import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import type { Host } from "../../src/model/host.ts";
import type { Channel, Connection, Transport } from "../../src/model/transport.ts";
import { openTransport } from "../../src/transport/open-transport.ts";
import { rejection } from "./rejection.ts";

/** Bytes in 20 MB, more than any buffer on the way. */
const MANY = 20_000_000;

/** What no transport may take in ahead of the other side: windows and pipes on the way, never the whole. */
const AHEAD = 8_000_000;

/** What a host's transport must do, whichever it is. `killed`: how the end of a command by SIGTERM is told. */
export function itCarries(hostOf: () => Host | Promise<Host>, { killed }: { killed: string | number }): void {
  let connection: Connection;
  before(async () => {
    const host = await hostOf();
    connection = await connectTo(await openTransport(host), host);
  });
  after(() => {
    connection.close();
  });

  it("carries every byte both ways, and the half-closed input", async () => {
    const bytes = Uint8Array.from({ length: 65_536 }, (_, index) => (index * 7 + (index >> 8)) % 256);
    const channel = await connection.exec("cat; printf after");
    await channel.write(bytes);
    channel.end();
    expect((await everything(channel)).equals(Buffer.concat([bytes, Buffer.from("after")]))).to.equal(true);
    expect(await channel.exit).to.equal(0);
  });

  for (const [title, line, exit] of [
    ["an exit status", "exit 3", 3],
    ["a signal", "kill -TERM $$", killed],
    ["a command that is not there", "exec /nonexistent/command", 127],
  ] as const) {
    it(`tells ${title}`, async () => {
      const channel = await connection.exec(line);
      await everything(channel);
      expect(await channel.exit).to.equal(exit);
    });
  }

  it("keeps the exit status of commands that end at once", async () => {
    for (let status = 1; status <= 30; status++) {
      const channel = await connection.exec(`exit ${status}`);
      expect(await channel.exit).to.equal(status);
    }
  });

  it("takes any words in the command line", async () => {
    const words = `é ' " $HOME \\ \n * ☃`;
    const channel = await connection.exec(`printf %s '${words.replaceAll("'", String.raw`'\''`)}'`);
    expect((await everything(channel)).toString()).to.equal(words);
  });

  it("keeps standard error apart, and 64 KiB of it at most", async () => {
    const channel = await connection.exec("printf 'no such thing' >&2; head -c 100000 /dev/zero >&2; echo out");
    expect((await everything(channel)).toString()).to.equal("out\n");
    await channel.exit;
    expect(channel.errors())
      .to.have.length(65_536)
      .and.match(/^no such thing\0/);
  });

  it("goes on reading after a reader broke off", async () => {
    const channel = await connection.exec("echo READY; read line; echo got $line");
    for await (const chunk of channel.output) {
      expect(Buffer.from(chunk).toString()).to.equal("READY\n");
      break;
    }
    await channel.write(Buffer.from("x\n"));
    expect((await everything(channel)).toString()).to.equal("got x\n");
  });

  it("brings many small writes in order", async () => {
    const channel = await connection.exec("cat");
    const lines = Array.from({ length: 2000 }, (_, index) => `${index}\n`);
    for (const line of lines) await channel.write(Buffer.from(line));
    channel.end();
    expect((await everything(channel)).toString()).to.equal(lines.join(""));
  });

  it("sends 20 MB no faster than they are read", async () => {
    const channel = await connection.exec("sleep 0.8; exec wc -c");
    const done = { bytes: 0 };
    const sending = send(channel, MANY, done);
    await sleep(400);
    expect(done.bytes).to.be.lessThan(AHEAD);
    await sending;
    channel.end();
    expect(Number((await everything(channel)).toString())).to.equal(MANY);
  });

  it("receives 20 MB no faster than they are taken", async () => {
    const channel = await connection.exec(`head -c ${MANY} /dev/zero`);
    const before = process.memoryUsage().arrayBuffers;
    await sleep(400);
    expect(process.memoryUsage().arrayBuffers - before).to.be.lessThan(AHEAD);
    let bytes = 0;
    for await (const chunk of channel.output) bytes += chunk.length;
    expect(bytes).to.equal(MANY);
    expect(await channel.exit).to.equal(0);
  });

  it("neither fails nor hangs a write to a command that has ended", async () => {
    const channel = await connection.exec("exit 4");
    await send(channel, MANY, { bytes: 0 });
    await everything(channel);
    await channel.write(Buffer.from("too late"));
    // sshd leaves the status out where it finds stdin broken before it finds the command ended.
    expect(await channel.exit).to.be.oneOf([4, undefined]);
  });

  it("runs several commands at once", async () => {
    const channels = await Promise.all(["a", "b", "c"].map((word) => connection.exec(`read line; echo ${word} $line`)));
    for (const channel of channels) await channel.write(Buffer.from("go\n"));
    const outputs = await Promise.all(channels.map(everything));
    expect(outputs.map(String)).to.deep.equal(["a go\n", "b go\n", "c go\n"]);
  });

  it("tells a command that is under way when the connection is closed", async () => {
    const host = await hostOf();
    const other = await connectTo(await openTransport(host), host);
    const channel = await other.exec("echo begun; exec sleep 10");
    await channel.output[Symbol.asyncIterator]().next();
    const sending = rejection(send(channel, MANY, { bytes: 0 }));
    other.close();
    expect(await rejection(everything(channel))).to.include({ code: "CONNECTION_LOST", where: host.name });
    expect((await sending).code).to.equal("CONNECTION_LOST");
    expect(await channel.exit).to.equal(undefined);
  });
}

/** Connects with a time limit that fits a test; what is told is dropped unless it is asked for. */
export async function connectTo(
  transport: Transport,
  host: Host,
  notice: (message: string) => void = () => undefined,
): Promise<Connection> {
  return await transport.connect(host, { timeoutMs: 20_000, acceptNewHostKeys: false, notice });
}

/** All of a command's output. */
export async function everything({ output }: Pick<Channel, "output">): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of output) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Writes so many zeros and counts those that were taken. */
async function send(channel: Channel, bytes: number, done: { bytes: number }): Promise<void> {
  const piece = Buffer.alloc(100_000);
  for (let sent = 0; sent < bytes; sent += piece.length) {
    await channel.write(piece);
    done.bytes += piece.length;
  }
}
