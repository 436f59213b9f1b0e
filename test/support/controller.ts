import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { HostSummary } from "../../src/model/event.ts";
import { repository } from "./repository.ts";

/** How a run of the real command ended. */
export interface Ended {
  readonly status: number | null;
  readonly signal: string | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

/** A controller that runs as a process of its own, as users start it. */
export interface Controller {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts `infra` with these arguments, without a terminal. */
export function startInfra(args: readonly string[], cwd: string = repository): Controller {
  const begun = performance.now();
  const child = spawn(process.execPath, [join(repository, "bin/infra.js"), ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (bytes: Buffer) => (output.stdout += bytes.toString()));
  child.stderr.on("data", (bytes: Buffer) => (output.stderr += bytes.toString()));
  const ended = once(child, "close").then(([status, signal]: unknown[]) => ({
    status: status as number | null,
    signal: signal as string | null,
    ...output,
    ms: performance.now() - begun,
  }));
  return { process: child, ended };
}

/** Runs `infra` to its end. */
export async function infra(args: readonly string[], cwd: string = repository): Promise<Ended> {
  return await startInfra(args, cwd).ended;
}

/** The summary of a run with `--json`, by host. */
export function summaryOf({ stdout, stderr }: Ended): Readonly<Record<string, HostSummary>> {
  const last = stdout.trim().split("\n").at(-1) ?? "";
  if (!last.startsWith('{"type":"summary"')) throw new Error(`no summary: ${last}\n${stderr}`);
  return (JSON.parse(last) as { hosts: Readonly<Record<string, HostSummary>> }).hosts;
}

/** Writes a playbook for a test below the git-ignored folder and returns its path. */
export function writePlaybook(name: string, text: string): string {
  const path = join(repository, ".infra", "test-playbooks", String(process.pid), `${name}.ts`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}
