import type { Blob } from "../model/blob.ts";
import { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import type { Channel, Connection } from "../model/transport.ts";
import { frame, loaderLine } from "./loader.ts";
import { type OnRecord, RecordReader } from "./records.ts";
import { becomeRoot } from "./become-root.ts";

/** What a session needs from its caller. */
export interface SessionOptions {
  /** A fresh random word, 128 bits. */
  nonce(): string;
  /** Reads a file of the controller in pieces. */
  openFile(path: string): AsyncIterable<Uint8Array>;
  /** What the account's rc files printed before the first record. */
  noise(text: string): void;
  readonly idleSeconds?: number;
}

/** One script to run on the host, and the files that follow it on the same stream. */
export interface Exchange {
  /** Built for the nonce that its records carry. */
  script(nonce: string): string;
  readonly blobs: readonly Blob[];
  readonly onRecord: OnRecord;
}

/** Opens the one channel of a host and run, and becomes root on it where the host's address says so. */
export async function openSession(host: Host, connection: Connection, options: SessionOptions): Promise<Session> {
  const tag = options.nonce();
  const { become } = host.address;
  const channel = await connection.exec(loaderLine({ tag, become, ...(options.idleSeconds && { idleSeconds: options.idleSeconds }) }));
  const output = channel.output[Symbol.asyncIterator]();
  const session = new Session({ host, channel, output, tag, options });
  if (become !== undefined) await becomeRoot({ host, become, channel, output, tag });
  return session;
}

interface Parts {
  readonly host: Host;
  readonly channel: Channel;
  readonly output: AsyncIterator<Uint8Array>;
  readonly tag: string;
  readonly options: SessionOptions;
}

/** An open loader on a host: runs exchanges one after another. */
export class Session {
  readonly #parts: Parts;
  /** Random word of this session, known to the host. */
  readonly tag: string;
  /** How many exchanges were made. */
  exchanges = 0;
  #usable = true;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.tag = parts.tag;
  }

  /** Sends one script with its files and hands over the records as they come, up to the record `end`. */
  async exchange({ script, blobs, onRecord }: Exchange): Promise<void> {
    if (!this.#usable) throw this.#lost("the host ended the session");
    const nonce = this.#parts.options.nonce();
    this.exchanges += 1;
    this.#usable = false;
    const sending = this.#send(frame(this.#parts.tag, script(nonce)), blobs).catch((error: unknown) => error);
    await this.#receive(new RecordReader(nonce), onRecord);
    const sent = await sending;
    if (sent !== undefined) throw this.#lost("it was cut while files were sent", sent);
    this.#usable = true;
  }

  /** Tells an idle loader that the controller is alive; not counted as an exchange. */
  async keepAlive(): Promise<void> {
    await this.exchange({ script: (nonce) => `printf '\\n%s end\\n' ${nonce}`, blobs: [], onRecord: () => undefined });
    this.exchanges -= 1;
  }

  /** Ends the loader by closing its stdin; the host's lock goes with it. */
  close(): void {
    this.#parts.channel.end();
  }

  async #send(head: Buffer, blobs: readonly Blob[]): Promise<undefined> {
    const { channel, options } = this.#parts;
    let pieces: Uint8Array[] = [head];
    for (const { source } of blobs) {
      if ("bytes" in source) {
        pieces.push(source.bytes);
        continue;
      }
      await channel.write(Buffer.concat(pieces));
      pieces = [];
      for await (const piece of options.openFile(source.path)) await channel.write(piece);
    }
    if (pieces.length > 0) await channel.write(Buffer.concat(pieces));
  }

  async #receive(reader: RecordReader, onRecord: OnRecord): Promise<void> {
    const { output, options } = this.#parts;
    for (;;) {
      const { value, done } = (await output.next()) as { value: Uint8Array; done: boolean };
      if (done) throw await this.#ended(reader.rest());
      for (const record of reader.feed(value)) {
        if (record.name === "end") return;
        if (record.name === "begin") options.noise(this.#withoutReady(record.body.toString()));
        else onRecord(record);
      }
    }
  }

  #withoutReady(noise: string): string {
    return noise.replace(`READY ${this.tag}\n`, "").trim();
  }

  async #ended(rest: Buffer): Promise<Failure> {
    const status = await this.#parts.channel.exit;
    const words = `${rest.toString()}${this.#parts.channel.errors()}`.trim();
    if (this.exchanges > 1 || status === undefined) return this.#lost(words === "" ? "the stream ended" : words);
    const { name } = this.#parts.host;
    return new Failure("SHELL_UNUSABLE", name, `Cannot start the loader on ${name}: the login shell ended with ${status}`, {
      output: words,
      hint: "The account needs a login shell that runs `sh -c`, and GNU coreutils",
    });
  }

  #lost(why: string, cause?: unknown): Failure {
    const { name } = this.#parts.host;
    return new Failure("CONNECTION_LOST", name, `Cannot go on with ${name}: ${why}`, {
      hint: "What was done stays done; run it again to do the rest",
      cause,
    });
  }
}
