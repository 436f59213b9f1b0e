import type { Readable, Writable } from "node:stream";

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number };

/** What a process is given by whoever starts it; tests give their own. */
export interface Surroundings {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The working directory. */
  readonly folder: string;
  /** Calls back for each SIGINT and SIGTERM; returns what ends that. */
  onInterrupt(listener: () => void): () => void;
}

/** The surroundings of this process. */
export function ownSurroundings(): Surroundings {
  const env = { ...process.env };
  // No program that is started from here gets it.
  delete process.env["INFRA_AGE_IDENTITY"];
  return {
    stdin: process.stdin,
    stdout: quietWhenClosed(process.stdout),
    stderr: quietWhenClosed(process.stderr),
    env,
    folder: process.cwd(),
    onInterrupt(listener) {
      process.on("SIGINT", listener).on("SIGTERM", listener);
      return () => process.off("SIGINT", listener).off("SIGTERM", listener);
    },
  };
}

/** Is it a terminal on which something can be redrawn? */
export function isScreen(output: Output, env: Surroundings["env"]): output is NodeJS.WriteStream {
  return output.isTTY === true && env["TERM"] !== "dumb";
}

/** `infra apply all | head` goes on to its end when `head` has seen enough. */
function quietWhenClosed<Stream extends Writable>(stream: Stream): Stream {
  return stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
}
