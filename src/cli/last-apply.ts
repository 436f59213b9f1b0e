import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pid } from "node:process";
import { z } from "zod";
import type { HostSummary } from "../model/event.ts";
import { Failure } from "../model/failure.ts";
import { findRepository } from "../run/find-repository.ts";
import type { ApplyFlags } from "./apply-flags.ts";

const VERSION = 1;

/** Options that are not kept: values of variables, which hosts, what the output looks like, and what was said of one situation only. */
const OMITTED = [
  "extraVars",
  "limit",
  "listHosts",
  "yes",
  "force",
  "breakLock",
  "json",
  "verbose",
  "color",
] as const satisfies readonly (keyof ApplyFlags)[];

/** Options that are kept. */
type KeptFlags = Omit<ApplyFlags, (typeof OMITTED)[number]>;

const Names = z.array(z.string()).readonly();
const LastApplyFile = z.strictObject({
  version: z.literal(VERSION),
  /** The working directory: paths in `flags` are relative to it. */
  folder: z.string(),
  /** A playbook's name or path, or that of a saved plan. */
  playbook: z.string(),
  flags: z.custom<KeptFlags>((value) => typeof value === "object" && value !== null),
  extraVars: z.strictObject({ files: Names, names: Names }),
  /** Host → has it come to its end? */
  hosts: z.record(z.string(), z.boolean()),
});

/** An apply as it is remembered for `infra retry`: what was asked for, without any secret, and which hosts have come to their end. */
export type LastApply = Omit<z.output<typeof LastApplyFile>, "version">;

/** An apply with all its options. */
export type RunningApply = Omit<LastApply, "flags"> & { readonly flags: ApplyFlags };

/** Has a host come to the end of an apply? One on which something was left, because somebody said no, has not. */
export function isFinished({ outcome, left }: HostSummary): boolean {
  return (outcome === "changed" || outcome === "unchanged") && left === 0;
}

/** Remembers an apply in the repository's `.infra/`, readable by its user only. */
export function keepLastApply({ flags, ...apply }: RunningApply): void {
  const kept = Object.fromEntries(Object.entries(flags).filter(([name]) => !OMITTED.some((omitted) => omitted === name)));
  const folder = join(findRepository(apply.folder), ".infra");
  mkdirSync(folder, { recursive: true });
  const ignore = join(folder, ".gitignore");
  if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
  const staged = join(folder, `last-apply.json.${pid}.new`);
  writeFileSync(staged, `${JSON.stringify({ version: VERSION, ...apply, flags: kept }, null, 1)}\n`, { mode: 0o600 });
  chmodSync(staged, 0o600);
  renameSync(staged, fileIn(apply.folder));
}

/** The apply that was last begun in the repository of a folder; `undefined` where there was none. Throws `USAGE` where it cannot be read. */
export function loadLastApply(folder: string): LastApply | undefined {
  const path = fileIn(folder);
  if (!existsSync(path)) return undefined;
  const { success, data } = LastApplyFile.safeParse(jsonOf(path));
  if (success) return data;
  throw new Failure("USAGE", path, "Cannot tell what the last apply was: this file is not what this version writes", {
    hint: "Run `infra apply` again; it writes a new one",
  });
}

function fileIn(folder: string): string {
  return join(findRepository(folder), ".infra", "last-apply.json");
}

function jsonOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
