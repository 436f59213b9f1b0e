import type { Writable } from "node:stream";
import type { Channel } from "../model/transport.ts";
import type { Failure } from "../model/failure.ts";

/** What a running command is made of, whatever carries it. */
export interface Running {
  readonly input: Writable;
  readonly output: AsyncIterable<Uint8Array>;
  readonly errors: ErrorOutput;
  readonly exit: Promise<number | string | undefined>;
  /** Resolves when nothing can be written any more: the command has ended, or the connection. */
  readonly ended: Promise<unknown>;
  /** The failure, where the connection broke before the command had ended. */
  cut(): Failure | undefined | Promise<Failure | undefined>;
}

/** Keeps the first 64 KiB of a command's standard error; what comes after is dropped, so that a talkative command costs no memory. */
export interface ErrorOutput {
  add(chunk: Uint8Array): void;
  text(): string;
}

const MAX_ERROR_BYTES = 65_536;

/** Makes an empty one. */
export function errorOutput(): ErrorOutput {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    add(chunk) {
      const kept = chunk.subarray(0, MAX_ERROR_BYTES - size);
      if (kept.length > 0) chunks.push(Uint8Array.from(kept));
      size += kept.length;
    },
    text: () => Buffer.concat(chunks).toString(),
  };
}

/** Makes a channel of a running command's streams: the one place that knows what a write to a command that has ended means. */
export function streamChannel(running: Running): Channel {
  const output = untilCut(running);
  return {
    exit: running.exit,
    errors: () => running.errors.text(),
    // No `return`: a reader that breaks off after a first line goes on reading later.
    output: { [Symbol.asyncIterator]: () => ({ next: () => output.next() }) },
    write: writer(running),
    end() {
      running.input.end();
    },
  };
}

/** Writing to a command that has ended is no failure: its exit status says why it ended. A cut is one. */
function writer({ input, ended, cut }: Running): Channel["write"] {
  const waiting = new Set<() => void>();
  let isOver = false;
  input.on("error", () => undefined);
  void ended.then(() => {
    isOver = true;
    for (const giveUp of waiting) giveUp();
  });

  return async function write(bytes) {
    const isTaken = !isOver && (await taken(bytes));
    const failure = isTaken ? undefined : await cut();
    if (failure !== undefined) throw failure;
  };

  /** ssh2 never calls back for a write on which its channel was closed. */
  function taken(bytes: Uint8Array): Promise<boolean> {
    return new Promise((resolve) => {
      const settle = (isDone: boolean): void => {
        waiting.delete(giveUp);
        resolve(isDone);
      };
      const giveUp = (): void => {
        settle(false);
      };
      waiting.add(giveUp);
      input.write(bytes, (error) => {
        settle(error === undefined || error === null);
      });
    });
  }
}

async function* untilCut({ output, cut }: Running): AsyncGenerator<Uint8Array, undefined> {
  try {
    yield* output;
  } catch (cause) {
    const failure = await cut();
    throw failure ?? cause;
  }
  const failure = await cut();
  if (failure !== undefined) throw failure;
  return undefined;
}
