import { type Command, sh } from "./sh.ts";

/** How a unit is brought to run what is there now. `restart` and `reload-or-restart` start a unit that does not run. */
export type UnitVerb = "start" | "reload-or-restart" | "restart";

/** Seconds that systemd gives a service to stop by default (DefaultTimeoutStopSec), and a little more. */
const STOP_SECONDS = 95;

/** Makes systemd read its files again where it says that they changed, or does not know the unit yet. */
export function freshUnitFiles(unit: string): Command {
  return sh`case $(systemctl show --property=LoadState,NeedDaemonReload -- ${unit}) in
*NeedDaemonReload=yes* | *LoadState=not-found*) systemctl daemon-reload || exit ;;
esac`;
}

/**
 * Starts, reloads or restarts a unit and stays until it is certain that it runs: `activating` is waited out, and a service whose type tells
 * nothing of its readiness (systemd.service(5): simple, exec, idle) is looked at again a second later, so that one that crashes and is restarted
 * does not count. Else fails with the last 20 lines of its journal.
 */
export function bringUp(verb: UnitVerb, unit: string, { startTimeoutMs }: { readonly startTimeoutMs: number }): Command {
  const startSeconds = Math.ceil(startTimeoutMs / 1000);
  const seconds = verb === "start" ? startSeconds : startSeconds + STOP_SECONDS;
  return sh`${freshUnitFiles(unit)}
show() { systemctl show --property="$1" --value -- ${unit}; }
fail() {
  printf '%s: it is %s (%s) %s\n' "$1" "$(show ActiveState)" "$(show SubState)" "$(show Result)"
  journalctl --quiet --no-pager --lines=20 --unit=${unit}
  exit 1
} >&2
systemctl reset-failed -- ${unit} 2>/dev/null
timeout ${seconds} systemctl ${verb} -- ${unit} || fail ${`Cannot ${verb} ${unit}`}
restarts=$(show NRestarts)
tries=0
while state=$(show ActiveState); do
  case $state in activating | reloading | refreshing) ;; *) break ;; esac
  [ "$tries" -lt ${startSeconds * 5} ] || fail ${`Cannot wait longer than ${startSeconds} s for ${unit} to become active`}
  tries=$((tries + 1))
  sleep 0.2
done
case $(show Type) in simple | exec | idle) sleep 1 ;; esac
[ "$(show ActiveState)" = active ] || fail ${`Cannot keep ${unit} active`}
[ "$(show NRestarts)" = "$restarts" ] || fail ${`Cannot keep ${unit} active without restarts`}`;
}
