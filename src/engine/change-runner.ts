import { STAMPS_FOLDER } from "../model/stamps.ts";
import { type Command, lines, sh } from "../shell/sh.ts";

/** Bytes of a change's output that are sent from its head and from its tail. */
const OUTPUT_PART = 32 * 1024;

/**
 * Shell functions that run changes, for the apply script. They count in `$changed`, `$failed`, `$left`; the file `changing` lists the ids that have
 * changes, `settled` those whose changes have all been done. Files, and no lists in variables: taking a word out of a long variable costs dash
 * the square of its length.
 *
 * `may INDEX change|reaction CAUSES…`: is this change to be begun? After a failure, or when the stop flag is there, only a reaction is, whose
 * causes are not all pending (one without causes was due from an earlier run).
 * `change INDEX SECONDS COUNTS "ID UNITS…" PENDING SCRIPT`: before a watched resource changes, its line leaves every stamps file, and its watchers
 * get a file if they have none; with PENDING the script is given the list of what is not settled; then it runs in a shell of its own, its output
 * into a file, never into a pipe that a daemon could keep.
 * With NUMBER UNDO TITLE after it, it is a change that can cut the connection (see `confirmFunctions`).
 * `settle ID`: the resource's last change is done; `hold ID`: it will be, once it is confirmed.
 */
export function changeRunner(verbose: boolean): Command {
  return lines(permission(verbose), isolation(), bookkeeping());
}

function permission(verbose: boolean): Command {
  return sh`changed=0 failed=0 left=0 stopped=0 undo= verbose=${verbose ? 1 : 0}
may() {
  [ "$stopped" = 1 ] || [ ! -e "$stop" ] || stopped=1
  [ "$failed$stopped" != 00 ] || return 0
  index=$1
  if [ "$2" = reaction ]; then
    [ $# -gt 2 ] || return 0
    shift 2
    for cause; do
      ! grep -q -x -F -e "$cause" "$run/settled" || return 0
    done
  fi
  left=$((left + 1))
  record not-begun "$index"
  return 1
}`;
}

function bookkeeping(): Command {
  return sh`settle() {
  printf '%s\n' "$1" >>"$run/settled"
}
hold() {
  printf '%s\n' "$1" >>"$run/held"
}
unstamp() {
  [ $# -gt 0 ] || return 0
  id=$1
  shift
  for unit; do
    [ -e ${STAMPS_FOLDER}/"$unit" ] || { install -d -m 0700 ${STAMPS_FOLDER} && printf '# infra stamps 1\n' >${STAMPS_FOLDER}/"$unit"; } || return
  done
  for file in ${STAMPS_FOLDER}/*; do
    case $file in *.new) continue ;; esac
    [ -e "$file" ] && grep -q -F " $id" "$file" || continue
    awk -v id="$id" '$2 != id' "$file" >"$file.new" && sync "$file.new" && mv -f "$file.new" "$file" || return
  done
}`;
}

function isolation(): Command {
  return sh`change() {
  record start "$1"
  { { [ $# -le 6 ] || guard "$7" "$8" "$9"; } && unstamp $4; } >"$run/output" 2>&1 && isolated "$2" "$6" "$5"
  status=$?
  if [ -n "$undo" ]; then unguard "$1" "$status"; undo=; fi
  if [ "$status" != 0 ] || [ "$verbose" = 1 ]; then (output "$run/output"); fi
  record stop "$1" "$status"
  if [ "$status" = 0 ]; then changed=$((changed + $3)); [ $# -le 6 ] || held=$((held + $3)); return 0; fi
  failed=$((failed + 1))
  return 1
}
isolated() {
  [ -z "$3" ] || awk 'FILENAME == ARGV[1] { settled[$0]; next } !($0 in settled)' "$run/settled" "$run/changing" >"$run/pending"
  printf 'blobs=%s pending=%s/pending undo=%s\n%s\nmain(){\n%s\n}; main </dev/null\n' "$blobs" "$run" "$undo" "\${undo:+$traced}" "$2" |
    timeout -k 5 "$1" sh -s >"$run/output" 2>&1 3<&- 9>&-
}
output() {
  [ -e "$1" ] || return 0
  size=$(stat -c %s "$1")
  if [ "$size" -le ${2 * OUTPUT_PART} ]; then cat "$1"; return; fi
  head -c ${OUTPUT_PART} "$1"
  printf '\n[%s bytes left out]\n' "$((size - ${2 * OUTPUT_PART}))"
  tail -c ${OUTPUT_PART} "$1"
}`;
}
