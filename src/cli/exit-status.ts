import type { HostSummary, RunCommand } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";

/** All is as it should be. */
export const OK = 0;
/** Something failed. */
export const FAILED = 1;
/** `plan` found changes; `drift` found a difference, or something that is no longer declared. */
const CHANGES = 2;
/** Wrong arguments, as EX_USAGE of sysexits(3). */
export const USAGE = 64;

/** Ctrl-C ended what would have gone on for ever, as shells have it (128 and SIGINT's number). */
export const INTERRUPTED = 130;

/** The status for mistakes that stopped a command: wrong arguments are told apart, so that a script can tell its own fault from the fleet's. */
export function statusOfFailures(failures: readonly Failure[]): number {
  return failures.some(({ code }) => code === "USAGE") ? USAGE : FAILED;
}

/** The status of a run that reached its hosts. An `apply` that left changes, because somebody said no, has not done what it was to do. */
export function statusOfRun(command: RunCommand, hosts: Readonly<Record<string, HostSummary>>): number {
  const summaries = Object.values(hosts);
  const whole = summaries.every(({ outcome, failed }) => failed === 0 && (outcome === "changed" || outcome === "unchanged"));
  if (command === "apply" && summaries.some(({ left }) => left > 0)) return FAILED;
  if (!whole) return FAILED;
  const found = summaries.some(({ changed, undeclared = 0 }) => changed > 0 || (command === "drift" && undeclared > 0));
  return command !== "apply" && found ? CHANGES : OK;
}
