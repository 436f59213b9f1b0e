import { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { CONFIRM_SECONDS } from "./confirm-script.ts";

/** What is known of changes that were not confirmed. */
export interface NotConfirmed {
  /** What the host says of its undo: a line `STATUS TITLE` for each change, an empty one, what the undo printed. `undefined`: it was not heard. */
  readonly words: string | undefined;
  /** Why the last try to log in anew failed. */
  readonly lastTry: Failure | undefined;
}

/** The failure of a host whose changes were not confirmed in time, or because Ctrl-C came before. */
export function notConfirmed({ name }: Host, { words, lastTry }: NotConfirmed, isStopped: boolean): Failure {
  const why = isStopped ? "Ctrl-C came first" : `no new login came about within ${CONFIRM_SECONDS} s`;
  const output = words?.replace(/^.*?\n\n/s, "").trim();
  const message = `Cannot confirm what was changed on ${name}: ${why}; ${words === undefined ? UNSEEN : `the host has undone: ${undoneTitles(words)}`}`;
  const hint = "Do the new settings let this machine in, by the address, port and account of the inventory?";
  return new Failure(isStopped ? "INTERRUPTED" : "CONFIRM_TIMEOUT", name, message, {
    ...(!isStopped && { hint }),
    ...(output !== undefined && output !== "" && { output }),
    cause: lastTry,
  });
}

const UNSEEN = "the host undoes it by itself, but could not be reached to see it done";

/** The titles of what was undone, as a host tells them; `words`: as in `NotConfirmed`. */
export function undoneTitles(words: string): string {
  const list = words.split("\n\n", 1).flatMap((part) => part.split("\n").filter((line) => line !== ""));
  return list.map((line) => `${line.slice(line.indexOf(" ") + 1)}${line.startsWith("0 ") ? "" : " (with errors)"}`).join("; ");
}
