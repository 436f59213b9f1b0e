import { PassThrough, Writable } from "node:stream";
import { main } from "../../src/cli/main.ts";
import type { Surroundings } from "../../src/cli/surroundings.ts";

/** What a command came to. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `infra` in this process, in a folder, without a terminal. */
export async function infra(folder: string, ...argv: readonly string[]): Promise<Outcome> {
  const stdout = recorder();
  const stderr = recorder();
  const status = await main(argv, { ...surroundings(folder), stdout: stdout.stream, stderr: stderr.stream });
  return { status, stdout: stdout.text(), stderr: stderr.text() };
}

/** Surroundings without a terminal, whose output goes nowhere. */
export function surroundings(folder: string): Surroundings {
  return {
    stdin: new PassThrough(),
    stdout: recorder().stream,
    stderr: recorder().stream,
    env: {},
    folder,
    onInterrupt: () => () => undefined,
  };
}

/** A stream that remembers what is written to it. */
export function recorder(): { readonly stream: Writable; text(): string } {
  let text = "";
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      text += chunk.toString();
      done();
    },
  });
  return { stream, text: () => text };
}
