import type { Confirm } from "../model/change.ts";
import { type Command, lines, sh } from "../shell/sh.ts";
import { RUN_FOLDER, STATE_FOLDER } from "./prelude.ts";

/** Seconds that one command of an undo may take. */
const STEP_SECONDS = 20;

/** Seconds that a change which is being undone while it still runs has to end by itself. */
const END_SECONDS = 1;

const UNIT = "infra-undo.service";
const UNIT_FILE = `/etc/systemd/system/${UNIT}`;
const WANTED_BY = "/etc/systemd/system/sysinit.target.wants";

/**
 * Where a run's unconfirmed changes lie: this folder. Its one rename decides between confirming (`.kept`) and undoing (`.undo`); an undo that
 * was cut goes on in `.undo`. Both end in a folder that nothing looks at.
 */
export function armedFolder(token: string): string {
  return `${STATE_FOLDER}/confirm.${token}`;
}

/** Made when the changes are confirmed, with a line `INDEX STATUS` for each: for the run that waits on its old connection, and for who asks again. */
export function confirmedMark(token: string): string {
  return `${RUN_FOLDER}/confirmed.${token}`;
}

/** Made when the undo is done: a line `STATUS TITLE` for each change, an empty one, then what the undo printed. */
export function undoneMark(token: string): string {
  return `${RUN_FOLDER}/undone.${token}`;
}

/** Holds the process group of the change that runs, so that an undo can end it first. In memory: after a reboot it would name a stranger. */
export function groupFile(token: string): string {
  return `${RUN_FOLDER}/group.${token}`;
}

/** Name of the transient timer that starts the undo. */
export function timerOf(token: string): string {
  return `infra-undo-${token}`;
}

/** The undo of one change as a program, given `$undo` and `$starting` as its arguments. Every step is tried. */
export function changeUndo({ undo }: Confirm): Command {
  return lines(
    sh`status=0 folder=$1 starting=$2
step() {
  printf 'undo=%s starting=%s\nmain(){\n%s\n}; main </dev/null\n' "$folder" "$starting" "$1" |
    timeout -k 2 ${STEP_SECONDS} sh -s 8<&- || status=1
}`,
    ...undo.map(({ text }) => sh`step ${text}`),
    sh`exit "$status"`,
  );
}

/**
 * The program that takes back everything of an armed folder, last change first, and says in the journal why: `timer`, `boot`, `next` run, `stop`.
 * It may be started several times at once, and again after it was cut.
 */
export function undoProgram(token: string): Command {
  const armed = armedFolder(token);
  const done = undoneMark(token);
  return sh`PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8
export PATH HOME LC_ALL
umask 022
cd /
doing=${`${armed}.undo`}
mv -T ${armed} "$doing" 2>/dev/null
[ -d "$doing" ] && command exec 8<"$doing" && flock 8 && [ -d "$doing" ] || exit 0
sync ${STATE_FOLDER}
starting=
[ "$1" != boot ] || starting=1
if read -r group <${groupFile(token)}; then
  kill -s TERM -- "-$group"
  tries=0
  while kill -s 0 -- "-$group" && [ "$tries" -lt ${END_SECONDS * 10} ]; do sleep 0.1; tries=$((tries + 1)); done
  kill -s KILL -- "-$group"
fi 2>/dev/null
[ -d ${RUN_FOLDER} ] || mkdir -m 0700 ${RUN_FOLDER}
printf '' >${`${done}.new`} >"$doing/words"
titles=
for change in $(ls -r "$doing"); do
  case $change in *[!0-9]*) continue ;; esac
  sh "$doing/$change/undo" "$doing/$change" "$starting" >>"$doing/words" 2>&1
  status=$?
  title=$(cat "$doing/$change/title")
  titles="$titles; $title"
  [ "$status" = 0 ] || titles="$titles (with errors)"
  printf '%s %s\n' "$status" "$title" >>${`${done}.new`}
done
{ echo; tail -c 4096 "$doing/words"; } >>${`${done}.new`}
logger -t infra -- "not confirmed, undone ($1): \${titles#; }" 2>/dev/null
mv -T "$doing" ${`${armed}.done`}
sync ${STATE_FOLDER}
mv -T ${`${done}.new`} ${done}
${forgetArmed(token)}`;
}

/** Takes away what arming put on the host, once the folder has been renamed. */
export function forgetArmed(token: string): Command {
  const armed = armedFolder(token);
  return sh`rm -rf ${`${armed}.kept`} ${`${armed}.done`} ${groupFile(token)} ${UNIT_FILE} ${`${WANTED_BY}/${UNIT}`}
systemctl --no-block stop ${`${timerOf(token)}.timer`} 2>/dev/null`;
}

/** Puts the undo where the next start of the host finds it: a unit that comes before all that reads files, and needs no daemon-reload. */
export const enableBootUndo: Command = sh`mkdir -p ${WANTED_BY} &&
  printf %s ${bootUnit()} >${`${UNIT_FILE}.new`} && sync ${`${UNIT_FILE}.new`} && mv -fT ${`${UNIT_FILE}.new`} ${UNIT_FILE} &&
  ln -sfT ${`../${UNIT}`} ${`${WANTED_BY}/${UNIT}`} && sync ${WANTED_BY} /etc/systemd/system`;

/** Takes back at once what an earlier run left unconfirmed; record `leftover` with what it was. The lock is held. */
export const undoLeftOver: Command = sh`for folder in ${{ text: `${STATE_FOLDER}/confirm.*` }}; do
  case $folder in
    *.new | *.kept | *.done) rm -rf "$folder"; continue ;;
    *.undo) token=\${folder%.undo} ;;
    *) token=$folder ;;
  esac
  [ -e "$folder/undo" ] || continue
  token=\${token##*.}
  sh "$folder/undo" next 9>&- >/dev/null 2>&1
  cat ${{ text: `${RUN_FOLDER}/undone."$token"` }} 2>/dev/null
  record leftover
done`;

function bootUnit(): string {
  return `[Unit]
Description=Take back changes that were not confirmed before the host went down
DefaultDependencies=no
ConditionPathExistsGlob=${STATE_FOLDER}/confirm.*
RequiresMountsFor=${STATE_FOLDER}
After=local-fs.target
Before=sysinit.target network-pre.target systemd-sysctl.service nftables.service netfilter-persistent.service ufw.service
Before=shutdown.target
Conflicts=shutdown.target

[Service]
Type=oneshot
ExecStart=/bin/sh -c 'for folder in ${STATE_FOLDER}/confirm.*; do [ ! -e "$$folder/undo" ] || sh "$$folder/undo" boot; done'
TimeoutStartSec=300

[Install]
WantedBy=sysinit.target
`;
}
