import { MANIFEST_PATH } from "../engine/manifest.ts";
import { type Command, sh } from "../shell/sh.ts";

/** What `journalctl` is asked for: MESSAGE_ID of a unit that ended well, and of one that failed (systemd's sd-messages.h). */
const ENDED = "7ad2d189f7e94e70a38c781354912448";
const FAILED = "d9b373ed55a64feb8242e02dbe79a49c";

const TIMER = "Id,LoadState,ActiveState,Unit,TimersCalendar";
const UNIT = [
  "Id,LoadState,ActiveState,SubState,Result,ExecMainCode,ExecMainStatus",
  "InactiveExitTimestamp,InactiveEnterTimestamp,ConditionResult,ConditionTimestamp",
].join(",");

/** What is asked beside the states: the last lines of some jobs' journals. */
export interface JobsQuestion {
  /** Names of jobs, without a suffix. */
  readonly logs: readonly string[];
  readonly lines: number;
}

/**
 * Asks a host for the timers that its manifest holds, by whichever role, and for the units that they start. It answers in parts with a NUL between: its
 * clock, systemd's list of timers, the timers, the units, what the journal says of units that have not run since the host started, and then in turn a timer's
 * name and its log. Without a timer the answer is empty.
 */
export function jobsQuestion({ logs, lines }: JobsQuestion): Command {
  return sh`set -f
[ -e ${MANIFEST_PATH} ] || exit 0
timers=$(sed -n 's/^   "\(systemdUnit\|service\):\([^"/]*\.timer\)\(\.d\/[^"]*\)\{0,1\}":.*/\2/p' ${MANIFEST_PATH} | sed 's/\\\\/\\/g' | sort -u)
[ -n "$timers" ] || exit 0
date +%s; printf '\0'
systemctl list-timers --all --output=json; printf '\0'
systemctl show --timestamp=unix --property=${TIMER} -- $timers; printf '\0'
units=$(systemctl show -P Unit -- $timers | grep .)
[ -z "$units" ] || systemctl show --timestamp=unix --property=${UNIT} -- $units
printf '\0'
for unit in $units; do
  [ -n "$(systemctl show -P InactiveEnterTimestamp -- "$unit")" ] ||
    journalctl --quiet --reverse --lines=1 --output=json --output-fields=UNIT,UNIT_RESULT UNIT="$unit" MESSAGE_ID=${ENDED} MESSAGE_ID=${FAILED}
done
for job in ${logs}; do
  for timer in "geosteer-job-$job.timer" "$job.timer"; do
    printf '%s\n' "$timers" | grep -Fxq -e "$timer" || continue
    printf '\0%s\0' "$timer"
    journalctl --quiet --no-pager --lines=${lines} --output=short-iso --unit="$(systemctl show -P Unit -- "$timer")"
  done
done`;
}
