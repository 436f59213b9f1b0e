import type { HostSummary } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { Contact } from "./contact.ts";

/** Counts of what was done with a host so far. */
export interface Tally {
  changed: number;
  /** Planned and not begun, or put back because another host of a step failed. */
  left: number;
  failures: readonly Failure[];
  /** Nothing was begun: others failed too often, or Ctrl-C came first. */
  isSkipped: boolean;
  /** Has the host been looked at since it was last changed? */
  isProven: boolean;
  ms: number;
}

/** What a summary says beside the counts. */
export interface Circumstances extends Pick<HostSummary, "resources" | "undeclared" | "drifted"> {
  readonly mode: "plan" | "apply";
  /** How many changes the last look found. */
  readonly planned: number;
  readonly wave: number;
  readonly contact: Contact;
  /** Ctrl-C came. */
  readonly isStopped: boolean;
}

/** The counts of a host with which nothing was done yet. */
export function emptyTally(): Tally {
  return { changed: 0, left: 0, failures: [], isSkipped: false, isProven: true, ms: 0 };
}

/** What the host came to, as it is told. */
export function summarize(tally: Tally, seen: Circumstances): HostSummary {
  const { mode, planned, wave, contact, resources, undeclared, drifted } = seen;
  const changed = mode === "plan" ? planned : tally.changed;
  // Where no wave was begun, all that was planned is left: someone said no, a question failed, Ctrl-C came.
  const left = wave === 0 && mode === "apply" ? planned : tally.left;
  return {
    resources,
    changed,
    failed: tally.failures.length,
    left,
    exchanges: contact.exchanges,
    handshakes: contact.handshakes,
    ms: tally.ms,
    ...(undeclared !== undefined && { undeclared }),
    ...(drifted !== undefined && { drifted }),
    outcome: outcomeOf(tally, { changed, left, seen }),
  };
}

function outcomeOf(
  { isSkipped, failures, isProven }: Tally,
  { changed, left, seen }: { readonly changed: number; readonly left: number; readonly seen: Circumstances },
): HostSummary["outcome"] {
  if (isSkipped) return "skipped";
  if (failures.some(({ code }) => code === "INTERRUPTED")) return "interrupted";
  if (failures.length > 0) return seen.contact.reached === undefined ? "unreachable" : "failed";
  if (seen.isStopped && (left > 0 || !isProven)) return "interrupted";
  return changed > 0 ? "changed" : "unchanged";
}
