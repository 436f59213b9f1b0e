import type { Blob } from "../model/blob.ts";
import { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import type { Channel, Connection } from "../model/transport.ts";
import { frame, loaderLine } from "./loader.ts";
import { type OnRecord, RecordReader } from "./records.ts";
import { becomeRoot } from "./become-root.ts";

/** Characters of an account's rc files' output that are shown. */
const NOISE_LIMIT = 4096;

/** What a session needs from its caller. */
export interface SessionOptions {
  /** A fresh random word, 128 bits. */
  nonce(): string;
  /** Reads a file of the controller in pieces. */
  openFile(path: string): AsyncIterable<Uint8Array>;
  /** What the account's rc files printed before the first record. */
  noise(text: string): void;
  readonly idleSeconds?: number;
  /** How long the login shell, and sudo, may take to start the loader. */
  readonly startTimeoutMs: number;
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
  if (become !== undefined) await inTime(becomeRoot({ host, become, channel, output, tag }), host, options);
  return session;
}

/** A login shell or a sudo that hangs must not hang the run. */
async function inTime<T>(work: Promise<T>, { name }: Host, { startTimeoutMs }: SessionOptions): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const hint = "Does an rc file of the account read its standard input, or does sudo hang?";
      reject(
        new Failure("SHELL_UNUSABLE", name, `Cannot start the loader on ${name}: no sign of it within ${startTimeoutMs / 1000} s`, {
          hint,
        }),
      );
    }, startTimeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

interface Parts {
  readonly host: Host;
  readonly channel: Channel;
  readonly output: AsyncIterator<Uint8Array>;
  readonly tag: string;
  readonly options: SessionOptions;
}

/** A session's stream, after it was given away. */
export interface HandedOver {
  readonly word: string;
  readonly channel: Channel;
}

async function* following(first: Uint8Array, output: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array, undefined> {
  if (first.length > 0) yield first;
  for (let next = await output.next(); next.done !== true; next = await output.next()) yield next.value;
  return undefined;
}

/** An open loader on a host: runs exchanges one after another. */
export class Session {
  readonly #parts: Parts;
  /** Random word of this session, known to the host. */
  readonly tag: string;
  /** How many exchanges were made. */
  exchanges = 0;
  #usable = true;
  #turn: Promise<unknown> = Promise.resolve();
  #isBusy = false;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.tag = parts.tag;
  }

  /** Sends one script with its files and hands over the records as they come, up to the record `end`; one after another. */
  async exchange(exchange: Exchange): Promise<void> {
    const own = this.#turn.then(() => this.#run(exchange));
    this.#turn = own.catch(() => undefined);
    await own;
  }

  async #run({ script, blobs, onRecord }: Exchange): Promise<void> {
    if (!this.#usable) throw this.#lost("the host ended the session");
    const nonce = this.#parts.options.nonce();
    this.exchanges += 1;
    this.#usable = false;
    this.#isBusy = true;
    let broken: Failure | undefined;
    const sending = this.#send(frame(this.#parts.tag, script(nonce)), blobs).catch((error: unknown) => {
      broken = error instanceof Failure ? error : this.#lost("it was cut while files were sent", error);
    });
    try {
      await this.#receive(new RecordReader(nonce), onRecord);
      await sending;
    } catch (error) {
      throw broken ?? error;
    } finally {
      this.#isBusy = false;
    }
    if (broken !== undefined) throw broken;
    this.#usable = true;
  }

  /** Tells an idle loader that the controller is alive, unless an exchange does; not counted as one. */
  async keepAlive(): Promise<void> {
    if (this.#isBusy) return;
    await this.exchange({
      script: (nonce) => `printf '\\n%s alive\\n\\n%s end\\n' ${nonce} ${nonce}`,
      blobs: [],
      onRecord: () => undefined,
    });
    this.exchanges -= 1;
  }

  /**
   * Sends a script whose last command takes the loader's place (`exec … <&3`), and gives the stream away: no exchange comes after it. The script
   * first prints a line of its nonce and one word, which is handed over with what comes behind.
   */
  async handOver(script: (nonce: string) => string): Promise<HandedOver> {
    const { channel, host, options, output, tag } = this.#parts;
    const nonce = options.nonce();
    const firstLine = new RegExp(`${nonce} ([a-z-]+)\n`);
    this.#usable = false;
    await channel.write(frame(tag, script(nonce)));
    let seen = Buffer.alloc(0);
    for (;;) {
      const { value, done } = (await inTime(output.next(), host, options)) as { value: Uint8Array; done: boolean };
      if (done) throw await this.#ended(seen);
      seen = Buffer.concat([seen, value]);
      const found = firstLine.exec(seen.toString("latin1"));
      if (found === null) continue;
      const rest = seen.subarray(found.index + found[0].length);
      return { word: found[0].slice(nonce.length + 1, -1), channel: { ...channel, output: following(rest, output) } };
    }
  }

  /** Ends the loader by closing its stdin; the host's lock goes with it. */
  close(): void {
    this.#parts.channel.end();
  }

  async #send(head: Buffer, blobs: readonly Blob[]): Promise<void> {
    const { channel } = this.#parts;
    let pieces: Uint8Array[] = [head];
    for (const { source, size } of blobs) {
      if (!("path" in source)) {
        pieces.push("bytes" in source ? source.bytes : source.secret.bytes());
        continue;
      }
      await channel.write(Buffer.concat(pieces));
      pieces = [];
      await this.#sendFile(source.path, size);
    }
    if (pieces.length > 0) await channel.write(Buffer.concat(pieces));
  }

  /** Sends exactly as many bytes as were announced; a file that has become shorter since ends the stream, and so the host takes nothing of it. */
  async #sendFile(path: string, size: number): Promise<void> {
    const { channel, options } = this.#parts;
    let left = size;
    try {
      for await (const piece of options.openFile(path)) {
        if (left > 0) await channel.write(piece.subarray(0, left));
        left -= Math.min(left, piece.length);
      }
    } catch (cause) {
      throw this.#changed(path, cause);
    }
    if (left > 0) throw this.#changed(path);
  }

  #changed(path: string, cause?: unknown): Failure {
    this.#parts.channel.end();
    if (cause instanceof Failure) return cause;
    return new Failure("BLOB_CORRUPT", this.#parts.host.name, `Cannot send ${path}: it changed while the run went on`, { cause });
  }

  async #receive(reader: RecordReader, onRecord: OnRecord): Promise<void> {
    const { output, options, host } = this.#parts;
    let isSilent = this.exchanges === 1;
    for (;;) {
      const next = output.next();
      const { value, done } = (await (isSilent ? inTime(next, host, options) : next)) as { value: Uint8Array; done: boolean };
      if (done) throw await this.#ended(reader.rest());
      for (const record of reader.feed(value)) {
        isSilent = false;
        if (record.name === "end") return;
        if (record.name === "begin") options.noise(this.#withoutReady(record.body.toString()));
        else onRecord(record);
      }
    }
  }

  #withoutReady(noise: string): string {
    return noise.replace(`READY ${this.tag}\n`, "").trim().slice(0, NOISE_LIMIT);
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
