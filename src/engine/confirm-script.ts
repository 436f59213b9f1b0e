import { type Command, sh } from "../shell/sh.ts";
import { prelude, RUN_FOLDER, STATE_FOLDER } from "./prelude.ts";
import { armedFolder, confirmedMark, enableBootUndo, forgetArmed, groupFile, timerOf, undoneMark, undoProgram } from "./undo-program.ts";

/** Seconds after which what is not confirmed is undone, from just before the first change that can cut the connection. */
export const CONFIRM_SECONDS = 30;

/** Seconds that the undo itself is waited for. */
const UNDO_SECONDS = 60;

/**
 * Shell functions for the changes that can cut the connection, for the apply script. From the first of them on nothing depends on the
 * connection: a record that cannot be sent is lost, and the script goes on.
 *
 * `guard NUMBER UNDO TITLE`: arms the undo before the first such change, and lays down the undo of this one before it begins.
 * `unguard INDEX STATUS`: notes how it ended; one that failed is taken back at once, unless it says that it changed nothing (65, 74).
 * `decide`: waits until all of them are confirmed or undone, after the last one.
 */
export function confirmFunctions(nonce: string, token: string): Command {
  return sh`armed=${armedFolder(token)} is_armed= open=0 held=0
traced=${`echo "$PPID" >${groupFile(token)} && [ -d "$undo" ] || exit`}
${arming(nonce, token)}
guard() {
  [ -n "$is_armed" ] || { arm && is_armed=1; } || return
  umask 077
  mkdir "$armed/$1.new" && printf '%s\n' "$2" >"$armed/$1.new/undo" && printf '%s\n' "$3" >"$armed/$1.new/title" &&
    sync "$armed/$1.new/undo" "$armed/$1.new" && mv -T "$armed/$1.new" "$armed/$1" && sync "$armed"
  status=$?
  umask 022
  undo=$armed/$1
  return "$status"
}
unguard() {
  rm -f ${groupFile(token)}
  printf '%s %s\n' "$1" "$2" >>"$armed/results"
  case $2 in
    0) open=$((open + 1)); return ;;
    65 | 74) ;;
    *) ([ -d "$armed" ] && command exec 8<"$armed" && flock 8 && [ -e "$undo/undo" ] && sh "$undo/undo" "$undo" '') ;;
  esac >>"$run/output" 2>&1
  mv -T "$undo" "$undo.gone" && rm -rf "$undo.gone"
} 2>/dev/null
${deciding(nonce, token)}`;
}

function deciding(nonce: string, token: string): Command {
  return sh`decide() {
  verdict
  record "$verdict"
  record() { printf '\n%s %s\n' ${nonce} "$*"; }
}
verdict() {
  verdict=disarmed
  [ -n "$is_armed" ] || return
  if [ "$open" = 0 ] && mv -T "$armed" "$armed.kept" 2>/dev/null; then
    ${forgetArmed(token)}
    return
  fi
  { printf '' >"$armed/ready"; } 2>/dev/null
  record ready
  tries=0
  until [ -e ${confirmedMark(token)} ]; do
    [ ! -e "$stop" ] || [ ! -e "$armed" ] || sh "$armed/undo" stop 9>&- >/dev/null 2>&1
    if [ -e ${undoneMark(token)} ] || [ "$tries" -gt ${(CONFIRM_SECONDS + UNDO_SECONDS) * 10} ]; then
      changed=$((changed - held)) failed=$((failed + 1))
      cat ${undoneMark(token)} 2>/dev/null
      verdict=undone
      return
    fi
    tries=$((tries + 1))
    sleep 0.1
  done
  [ ! -e "$run/held" ] || cat "$run/held" >>"$run/settled"
  verdict=confirmed
}`;
}

/** The timer starts last: its time is that of the changes alone. */
function arming(nonce: string, token: string): Command {
  const start = `[ ! -e ${armedFolder(token)}/undo ] || exec /bin/sh ${armedFolder(token)}/undo timer`;
  return sh`arm() {
  command -v systemd-run >/dev/null || {
    echo 'Cannot arm the undo: there is no systemd (systemd-run) that could start it, and the change can cut the connection for good'
    return 1
  }
  rm -f ${{ text: `${RUN_FOLDER}/confirmed.* ${RUN_FOLDER}/undone.* ${RUN_FOLDER}/group.*` }}
  rm -rf "$armed.new"
  mkdir -m 0700 "$armed.new" && printf '%s\n' ${undoProgram(token).text} >"$armed.new/undo" &&
    sync "$armed.new/undo" "$armed.new" && ${enableBootUndo} && mv -T "$armed.new" "$armed" && sync ${STATE_FOLDER} &&
    systemd-run --quiet --collect ${`--on-active=${CONFIRM_SECONDS}`} --timer-property=AccuracySec=100ms ${`--unit=${timerOf(token)}`} /bin/sh -c ${start} || {
      echo 'Cannot arm the undo: systemd does not start it'
      mv -T "$armed" "$armed.done"
      ${forgetArmed(token)}
      return 1
    }
  record() { (printf '\n%s %s\n' ${nonce} "$*"); }
}`;
}

/**
 * Confirms over a new connection: record `confirmed` with a line `INDEX STATUS` for each change, also where an earlier one was confirmed whose
 * answer was lost, or `late`. One that was made before all changes were done proves nothing of the last: it waits for that and says `early`.
 */
export function confirmScript(nonce: string, token: string): Command {
  const armed = armedFolder(token);
  const ready = `${armed}/ready`;
  return sh`${prelude(nonce, "C.UTF-8")}
${answering(token)}
if [ -d ${armed} ] && [ ! -e ${ready} ]; then
  until [ -e ${ready} ] || [ ! -e ${armed} ]; do sleep 0.1; done
  record early
else
  mv -T ${armed} ${`${armed}.kept`} 2>/dev/null
  answer || record late
fi
record end`;
}

/**
 * Shell function `answer`: says that the changes are confirmed, as often as it is asked; fails where they are not. What is kept while it was
 * ready is confirmed, also before the mark is made.
 */
function answering(token: string): Command {
  const mark = confirmedMark(token);
  const kept = `${armedFolder(token)}.kept`;
  return sh`answer() {
  [ -e ${mark} ] || { [ -e ${`${kept}/ready`} ] && cp ${`${kept}/results`} ${mark}.$$ && mv -fT ${mark}.$$ ${mark}; } 2>/dev/null ||
    [ -e ${mark} ] || return
  sync ${STATE_FOLDER}
  cat ${mark}
  ${forgetArmed(token)}
  record confirmed
}`;
}

/**
 * Looks, over a new connection, whether the undo is done, and waits for it: record `undone` with what it says, `confirmed` as `confirmScript`
 * where the answer to that was lost, or `unknown`.
 */
export function undoneScript(nonce: string, token: string): Command {
  return sh`${prelude(nonce, "C.UTF-8")}
${answering(token)}
tries=0
until answer || [ -e ${undoneMark(token)} ] || [ "$tries" -ge ${UNDO_SECONDS * 10} ]; do sleep 0.1; tries=$((tries + 1)); done
if [ -e ${undoneMark(token)} ]; then cat ${undoneMark(token)}; record undone
elif [ ! -e ${confirmedMark(token)} ]; then record unknown
fi
record end`;
}
