import { Failure } from "../model/failure.ts";
import { type Command, sh } from "../shell/sh.ts";
import { RUN_FOLDER } from "./prelude.ts";

/** Who holds a host's lock, for the one who finds it taken. */
export interface Initiator {
  readonly user: string;
  readonly machine: string;
  readonly pid: number;
  /** The commit of the repository that is applied. */
  readonly commit: string | undefined;
  /** ISO 8601. */
  readonly startedAt: string;
}

const LOCK = `${RUN_FOLDER}/lock`;

/**
 * Takes the host's lock for as long as the loader lives; the kernel frees it, however the run ends. At least one second is waited, so that a
 * passing reader cannot refuse us. Ends the exchange with the record `locked` when somebody else has it.
 */
export function takeLock(initiator: Initiator, waitMs: number): Command {
  return sh`command exec 9<>${LOCK} || { record unusable; record end; return; }
if flock -w ${Math.max(1, Math.ceil(waitMs / 1000))} 9; then printf '%s %s\n' $$ ${describe(initiator)} >${LOCK}
else read -r pid holder <${LOCK}; printf %s "$holder"; record locked; record end; return; fi`;
}

/** Tells who holds the lock without ever trying it: record `holder`, whose body is empty when nobody does. */
export function readHolder(): Command {
  return sh`[ ! -s ${LOCK} ] || { read -r pid holder <${LOCK}; [ ! /proc/"$pid"/fd/9 -ef ${LOCK} ] || printf %s "$holder"; }
record holder`;
}

/** The failure of a host that somebody else is working on. */
export function locked(host: string, holderText: string): Failure {
  const who = holderText.trim() === "" ? "another run" : holderText.trim();
  return new Failure("LOCKED", host, `Cannot change ${host}: it is being worked on by ${who}`, {
    hint: "Wait for it with --wait-lock SECONDS",
  });
}

function describe({ user, machine, pid, startedAt }: Initiator): string {
  return `${user}@${machine} (pid ${pid}, since ${startedAt})`.replaceAll("\n", " ");
}
