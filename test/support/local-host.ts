import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runAsking, type Send } from "../../src/engine/asker.ts";
import type { Blob } from "../../src/model/blob.ts";
import type { Change } from "../../src/model/change.ts";
import { type Fact, type Missing, missing } from "../../src/model/fact.ts";
import { Failure } from "../../src/model/failure.ts";
import type { Resource } from "../../src/model/resource.ts";
import type { Command } from "../../src/shell/sh.ts";

const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** This machine in place of a host: facts and changes run in its dash as root, in a temporary folder that is the only thing to touch. */
export interface LocalHost {
  /** Absolute, root's alone; paths of resources lie in it. `/var/lib/infra` of a change's commands is moved into a folder beside it. */
  readonly folder: string;
  /** Where `/var/lib/infra` is for this host. */
  readonly state: string;
  /** Programs in this folder come first in PATH: stand-ins for what this machine does not have, or that shall fail. */
  readonly bin: string;
  remove(): void;
}

/** How a change ended. */
export interface Outcome {
  readonly title: string;
  readonly status: number;
  /** What its commands printed, errors among it. */
  readonly output: string;
}

/** Makes a host; call `remove` after the test. */
export function localHost(): LocalHost {
  const root = mkdtempSync(join(tmpdir(), "infra-host-"));
  const [folder, state, bin] = ["files", "state", "bin"].map((name) => join(root, name)) as [string, string, string];
  for (const path of [folder, state, bin, join(root, "blobs")]) mkdirSync(path, { mode: 0o700 });
  chmodSync(folder, 0o755);
  return { folder, state, bin, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** Puts a stand-in for a program first in the host's PATH. */
export function standIn(host: LocalHost, name: string, script: string): void {
  writeFileSync(join(host.bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** Asks this machine a fact, as the engine does; the answers are in the order of the arguments. */
export function askLocally<Arg, Answer>(
  host: LocalHost,
  fact: Fact<Arg, Answer>,
  args: readonly Arg[],
): readonly (Answer | Missing | Failure)[] {
  const { status, stdout, stderr } = runShell(host, fact.script(args).text, "C");
  if (status === 127) return args.map(() => missing);
  if (status === 0) return fact.parse(stdout, args);
  return args.map(() => new Failure("FACT_FAILED", fact.name, `Cannot ask ${fact.name}: ${stderr}`));
}

/** Plans a resource from what this machine says, all questions of a fact in one shell. */
export async function planOn(host: LocalHost, resource: Resource): Promise<readonly Change[]> {
  const answer: Send = async (questions) => await Promise.resolve(questions.map(({ fact, args }) => askLocally(host, fact, args)));
  const [planned] = await runAsking([(ask) => resource.plan(ask)], answer);
  if (planned?.status === "fulfilled") return planned.value;
  throw planned?.reason;
}

/** Runs changes as the engine does, one after another, up to the first that fails. */
export function applyOn(host: LocalHost, changes: readonly Change[]): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  for (const { title, commands, blobs } of changes) {
    const outcome = { title, ...runOn(host, commands, blobs) };
    outcomes.push(outcome);
    if (outcome.status !== 0) break;
  }
  return outcomes;
}

/** Runs the commands of one change. Status -1: it was killed. */
export function runOn(host: LocalHost, commands: readonly Command[], blobs: readonly Blob[] = []): Omit<Outcome, "title"> {
  const received = join(host.folder, "..", "blobs");
  for (const blob of blobs) writeFileSync(join(received, blob.sha256), bytesOf(blob), { mode: 0o600 });
  writeFileSync(join(received, "pending"), "");
  const body = commands.map(({ text }) => `{ ${text}\n} || exit`).join("\n");
  const { status, stdout } = runShell(host, `blobs=${received} pending=${received}/pending\nexec 2>&1\n${body}`, "C.UTF-8");
  return { status, output: stdout.toString() };
}

/** Plans, applies and plans again: what was done, and what is left. */
export async function convergeOn(host: LocalHost, resource: Resource): Promise<{ done: readonly Outcome[]; left: readonly Change[] }> {
  const done = applyOn(host, await planOn(host, resource));
  return { done, left: await planOn(host, resource) };
}

function bytesOf({ source }: Blob): Uint8Array {
  if ("secret" in source) return source.secret.bytes();
  return "bytes" in source ? source.bytes : readFileSync(source.path);
}

function runShell(host: LocalHost, script: string, locale: string): { status: number; stdout: Buffer; stderr: string } {
  const moved = script.replaceAll("/var/lib/infra", host.state);
  const input = `umask 022\ncd /\nmain(){\n${moved}\n}; main </dev/null`;
  const env = { LC_ALL: locale, HOME: "/root", PATH: `${host.bin}:${PATH}` };
  const { status, stdout, stderr, error } = spawnSync("timeout", ["60", "dash", "-s"], { input, env, maxBuffer: 64 * 1024 * 1024 });
  if (error !== undefined) throw error;
  return { status: status ?? -1, stdout, stderr: stderr.toString() };
}
