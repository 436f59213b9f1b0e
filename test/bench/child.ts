import { spawn } from "node:child_process";
import { once } from "node:events";
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { repository } from "../support/repository.ts";

/** A command that has ended. */
export interface Ended {
  /** From before the process was made until it had ended and its output was read. */
  readonly seconds: number;
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a command is given beside its words. */
export interface ChildOptions {
  /** Path of the file that is its standard input. Default: nothing. */
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
}

/** Runs a command in the repository's folder, as a process of its own, and takes the time. Rejects when it cannot be started. */
export async function runChild(
  [command = "", ...args]: readonly string[],
  { input = "/dev/null", env = process.env }: ChildOptions = {},
): Promise<Ended> {
  const file = await open(input);
  try {
    const begun = performance.now();
    const child = spawn(command, args, { cwd: repository, env, stdio: [file.fd, "pipe", "pipe"] });
    const [stdout, stderr, ended] = await Promise.all([textOf(child.stdout), textOf(child.stderr), once(child, "close")]);
    const [status] = ended as [number | null];
    return { seconds: (performance.now() - begun) / 1000, status, stdout, stderr };
  } finally {
    await file.close();
  }
}

/** The error of a contender that did not do its work: a benchmark of something that fails is worth nothing. */
export function unfit(name: string, what: string, { status, stdout, stderr }: Ended): Error {
  return new Error(`Cannot measure ${name}: ${what} (exit status ${String(status)})\n${stdout.slice(-2000)}${stderr.slice(-2000)}`);
}

async function textOf(stream: Readable | null): Promise<string> {
  return stream === null ? "" : await text(stream);
}
