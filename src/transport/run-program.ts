import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** What a program of this machine came to: its standard output, and its exit status (`undefined` where a signal ended it). */
export interface ProgramOutcome {
  readonly status: number | undefined;
  readonly output: string;
}

/** How a program is started. */
export interface ProgramOptions {
  /** Where its standard output goes: to us, or to whoever sits before the terminal. Default `us`. */
  readonly outputTo?: "us" | "terminal";
}

/**
 * Runs a program of this machine that may talk to the person before the terminal: its standard input and errors are ours. Throws where it cannot be
 * started.
 */
export async function runProgram(argv: readonly string[], { outputTo = "us" }: ProgramOptions = {}): Promise<ProgramOutcome> {
  const [file = "", ...args] = argv;
  const child = spawn(file, args, { stdio: ["inherit", outputTo === "us" ? "pipe" : "inherit", "inherit"] });
  const status = new Promise<number | undefined>((resolve, reject) => {
    child.once("error", reject).once("close", (code) => {
      resolve(code ?? undefined);
    });
  });
  const [output, ended] = await Promise.all([child.stdout ? text(child.stdout) : "", status]);
  return { status: ended, output };
}
