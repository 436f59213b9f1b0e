import type { HostSummary } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";

/** All is as it should be. */
export const OK = 0;
/** Something failed. */
export const FAILED = 1;
/** `plan` found changes. */
const CHANGES = 2;
/** Wrong arguments, as EX_USAGE of sysexits(3). */
export const USAGE = 64;

/** The status for mistakes that stopped a command: wrong arguments are told apart, so that a script can tell its own fault from the fleet's. */
export function statusOfFailures(failures: readonly Failure[]): number {
  return failures.some(({ code }) => code === "USAGE") ? USAGE : FAILED;
}

/** The status of a plan or apply that reached its hosts. */
export function statusOfRun(command: "plan" | "apply", hosts: Readonly<Record<string, HostSummary>>): number {
  const summaries = Object.values(hosts);
  const whole = summaries.every(({ outcome, failed }) => failed === 0 && (outcome === "changed" || outcome === "unchanged"));
  if (!whole) return FAILED;
  return command === "plan" && summaries.some(({ changed }) => changed > 0) ? CHANGES : OK;
}
