import { PassThrough, Readable, Writable } from "node:stream";
import { main } from "../../src/cli/main.ts";
import type { Surroundings } from "../../src/cli/surroundings.ts";

/** What a command came to. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command is given beside its arguments. */
export interface Given {
  readonly env?: Readonly<Record<string, string>>;
  /** Its standard input. Default: one that never ends. */
  readonly input?: string;
}

/** Runs `infra` in this process, in a folder, without a terminal. */
export async function infra(folder: string, ...argv: readonly string[]): Promise<Outcome> {
  return await infraWith({}, folder, ...argv);
}

/** The same with an environment or an input. */
export async function infraWith({ env = {}, input }: Given, folder: string, ...argv: readonly string[]): Promise<Outcome> {
  const stdout = recorder();
  const stderr = recorder();
  const status = await main(argv, {
    ...surroundings(folder),
    ...(input !== undefined && { stdin: Readable.from([input]) }),
    env,
    stdout: stdout.stream,
    stderr: stderr.stream,
  });
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
