import { type Command, InvalidArgumentError } from "commander";
import type { RunFlags } from "./run-flags.ts";

/** Options of `infra apply`, as commander hands them over. */
export interface ApplyFlags extends RunFlags {
  readonly yes?: true;
  readonly waitLock?: number | true;
  readonly breakLock?: true;
}

/** What `--break-lock` does, as its help says it. */
export const BREAK_LOCK = "end another run that holds a host's lock, with the change that it is at";

/** How long `--wait-lock` without a number waits. */
const WAIT_LOCK_SECONDS = 600;

/** Adds the options that only `apply` has. */
export function addApplyFlags(command: Command): Command {
  return command
    .option("-y, --yes", "apply without asking")
    .option("--wait-lock [seconds]", `wait for another run that holds a host's lock (default: ${WAIT_LOCK_SECONDS})`, seconds)
    .option("--break-lock", BREAK_LOCK);
}

/** How long the options say to wait for a lock, milliseconds. */
export function waitLockMs({ waitLock = 0 }: ApplyFlags): number {
  return (waitLock === true ? WAIT_LOCK_SECONDS : waitLock) * 1000;
}

function seconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("It must be a whole number of seconds.");
  return Number(text);
}
