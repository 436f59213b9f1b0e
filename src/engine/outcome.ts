import type { Change } from "../model/change.ts";
import { Failure, type FailureCode } from "../model/failure.ts";
import { APT_LOCKED_STATUS } from "../shell/apt.ts";
import { CORRUPT_STATUS, REFUSED_STATUS } from "../shell/stage-file.ts";

/** How a change ended that went wrong. */
export interface Ended {
  readonly status: number;
  readonly output: string;
  readonly ms: number;
}

/** Exit statuses by which a change's commands say what went wrong; any other than 0 is `CHANGE_FAILED`. */
const codeOfStatus: ReadonlyMap<number, FailureCode> = new Map([
  [REFUSED_STATUS, "VALIDATION_FAILED"],
  [CORRUPT_STATUS, "BLOB_CORRUPT"],
  [APT_LOCKED_STATUS, "APT_LOCKED"],
]);

/** Those of timeout(1); that of SIGKILL among them, which has other senders too, such as a kernel without memory. */
const TIMEOUT_STATUSES: readonly number[] = [124, 137];

const hints: Partial<Record<FailureCode, string>> = {
  DISK_FULL: "Make room on the host; what was there before is unchanged",
  CHANGE_TIMEOUT: "It was ended; what it had begun may be half done, the next run looks again",
  APT_LOCKED: "Wait until the other package manager is done, or see what hangs",
};

/** The failure of a change that ended so. */
export function changeFailure(host: string, change: Change, ended: Ended): Failure {
  const { status, output } = ended;
  const code = codeOf(change, ended);
  const hint = hints[code];
  return new Failure(code, `${host}/${change.resource}`, `Cannot ${change.title}: ${why(code, change, status)}`, {
    output: output.trim(),
    ...(hint !== undefined && { hint }),
  });
}

function codeOf({ timeoutMs }: Change, { status, output, ms }: Ended): FailureCode {
  if (/No space left on device|Disk quota exceeded/.test(output)) return "DISK_FULL";
  // Half, for the record of its start may have come late.
  if (TIMEOUT_STATUSES.includes(status) && ms > timeoutMs / 2) return "CHANGE_TIMEOUT";
  return codeOfStatus.get(status) ?? "CHANGE_FAILED";
}

function why(code: FailureCode, { timeoutMs }: Change, status: number): string {
  if (code === "CHANGE_TIMEOUT") return `it took longer than ${timeoutMs / 1000} s`;
  if (code === "DISK_FULL") return "there is no room on the host";
  if (code === "VALIDATION_FAILED") return "its checker refused the new content; the old one stays";
  return `a command ended with ${status}`;
}
