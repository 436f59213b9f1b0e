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

/** Seconds of waiting after which the host tells that it still waits; it ends there when nobody listens any more. */
const WAIT_SECONDS = 5;

/** How the lock is taken. */
export interface Taking {
  /** How long another holder is waited for. At least one second is, so that a passing reader cannot refuse us. */
  readonly waitMs: number;
  /** Whose run is ended to free it: `own`: this very run's, whose connection is dead. */
  readonly breaks: "nobody" | "own" | "anybody";
}

/**
 * Takes the host's lock for as long as the loader lives; the kernel frees it, however the run ends. Records: `broken` with the holder who was
 * ended, `waiting` with the one who is waited for (`taken` when that is over), and `locked`, which ends the exchange, when it is still taken.
 */
export function takeLock(initiator: Initiator, { waitMs, breaks }: Taking): Command {
  return sh`command exec 9<>${LOCK} || { record unusable; record end; return; }
${breaks === "nobody" ? sh`` : breakLock(breaks === "own" ? initiator : undefined)}
waited= most=1 seconds=${Math.max(1, Math.ceil(waitMs / 1000))}
while piece=$((seconds < most ? seconds : most)) && ! flock -w "$piece" 9; do
  seconds=$((seconds - piece)) pid= holder=
  read -r pid holder <${LOCK}
  printf %s "$holder"
  [ "$seconds" -gt 0 ] || { record locked; record end; return; }
  waited=yes most=${WAIT_SECONDS}
  record waiting
done
[ -z "$waited" ] || record taken
printf '%s %s\n' $$ ${describe(initiator)} >${LOCK}`;
}

/**
 * Ends the loader that holds the lock, and all that it has started, the running change too: TERM, after two seconds KILL. The process that the
 * lock file names is only touched when it has that file open as the lock, and is a loader.
 */
function breakLock(only: Initiator | undefined): Command {
  const isMeant = only === undefined ? sh`` : sh`[ "$holder" = ${describe(only)} ] && `;
  return sh`family() {
  head -qn 1 /proc/[0-9]*/stat 2>/dev/null | awk -v root="$1" '
    { pid = $1; sub(/^.*\) /, ""); parent[pid] = $2 }
    END {
      family[root]
      do {
        grown = 0
        for (pid in parent) if (!(pid in family) && (parent[pid] in family)) { family[pid]; grown = 1 }
      } while (grown)
      for (pid in family) print pid
    }'
}
alive() { for one; do ! kill -0 "$one" 2>/dev/null || printf '%s ' "$one"; done; }
pid= holder=
if ! flock -n 9 && read -r pid holder <${LOCK} && ${isMeant}[ /proc/"$pid"/fd/9 -ef ${LOCK} ] && grep -q 'echo READY' /proc/"$pid"/cmdline; then
  members=$(family "$pid")
  kill -TERM $members 2>/dev/null
  tries=0
  while members=$(alive $members) && [ -n "$members" ] && [ "$tries" -lt 20 ]; do sleep 0.1; tries=$((tries + 1)); done
  [ -z "$members" ] || kill -KILL $members 2>/dev/null
  printf %s "$holder"
  record broken
fi`;
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
    hint: "Wait for it with --wait-lock SECONDS, or end it with --break-lock",
  });
}

function describe({ user, machine, pid, startedAt }: Initiator): string {
  return `${user}@${machine} (pid ${pid}, since ${startedAt})`.replaceAll("\n", " ");
}
