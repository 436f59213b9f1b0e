import type { Event } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { type Command, lines } from "../shell/sh.ts";
import { undoneTitles } from "./confirm-failure.ts";
import { locked, readHolder, takeLock } from "./lock.ts";
import type { ConvergeOptions } from "./options.ts";
import { notRoot, stateUnusable } from "./reach.ts";
import type { Record } from "./records.ts";
import { undoLeftOver } from "./undo-program.ts";

/** What a look at a host has to do with its lock. `take over`: from this run's own session, whose connection is dead. */
export type LockWish = "none" | "take" | "take over";

/** What a host does before it answers questions: takes the lock and takes back what an earlier run left unconfirmed, or tells who holds it. */
export function firstWords(wish: LockWish, { mode, initiator, waitLockMs, breakLock }: ConvergeOptions): Command | undefined {
  if (wish === "none") return mode === "plan" ? readHolder() : undefined;
  if (wish === "take over") return takeLock(initiator, { waitMs: waitLockMs, breaks: "own" });
  return lines(takeLock(initiator, { waitMs: waitLockMs, breaks: breakLock === true ? "anybody" : "nobody" }), undoLeftOver);
}

/** What a record of these first words means: a refusal, something to tell, or nothing. */
export function judgeFirstWords(host: Host, { name, body }: Record): Failure | Event | undefined {
  const words = body.toString();
  if (name === "not-root") return notRoot(host);
  if (name === "unusable") return stateUnusable(host);
  if (name === "locked") return locked(host.name, words);
  const message = messageOf(host.name, name, words);
  return message === undefined ? undefined : { type: "notice", host: host.name, level: "warning", message };
}

function messageOf(host: string, name: string, words: string): string | undefined {
  const who = words === "" ? "another run" : words;
  if (name === "holder") return words === "" ? undefined : `${host} is being worked on by ${words}`;
  if (name === "waiting") return `${host} is being worked on by ${who}: waiting for its lock`;
  if (name === "broken") return `The run of ${who} on ${host} was ended, to free its lock`;
  return name === "leftover" ? `What an earlier run left unconfirmed on ${host} is undone: ${undoneTitles(words)}` : undefined;
}
