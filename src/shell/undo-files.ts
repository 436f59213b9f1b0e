import { type Command, sh } from "./sh.ts";
import { stageFunctions } from "./stage-file.ts";

/**
 * Saves files into the folder `$undo`, once a change: content, owner, mode and times, a symlink as itself, or that there is none. All of it is on
 * disk before the mark that it is whole is made, so that `putBackFiles` does nothing after one that was cut.
 */
export function keepFiles(paths: readonly string[]): Command {
  return sh`(
doing='keep what is there'
${stageFunctions}
index=0
for path in ${paths}; do
  index=$((index + 1))
  if [ -e "$path" ] || [ -L "$path" ]; then
    (
      aim "$path"
      no_folder
      cp -aT -- "./$leaf" "$undo/$index"
    ) && { [ -L "$undo/$index" ] || [ ! -f "$undo/$index" ] || sync "$undo/$index"; } || exit
  fi
done
sync "$undo" && : >"$undo/kept" && sync "$undo"
)`;
}

/**
 * Puts back what `keepFiles` saved of the same paths, each by a rename; a file that was not there is removed. One that cannot be put back does not
 * keep the others from it, and fails the whole. It may be run again, whole or cut.
 */
export function putBackFiles(paths: readonly string[]): Command {
  return sh`(
doing='put back what was there'
${stageFunctions}
put_back() (
  [ -e "$1" ] || [ -L "$1" ] || [ -d "\${2%/*}/" ] || exit 0
  aim "$2"
  no_folder
  if [ ! -e "$1" ] && [ ! -L "$1" ]; then rm -f -- "./$leaf" "./.$leaf.infra-"* && sync .; exit; fi
  open_stage
  cp -aT --remove-destination -- "$1" "./$stage" || exit
  [ -L "./$stage" ] || [ ! -f "./$stage" ] || sync "./$stage" || exit
  mv -fT -- "./$stage" "./$leaf" || put_in_place
  trap - EXIT
  sync .
)
[ -e "$undo/kept" ] || exit 0
index=0 status=0
for path in ${paths}; do
  index=$((index + 1))
  put_back "$undo/$index" "$path" || status=1
done
exit "$status"
)`;
}

/**
 * Runs a command of an undo unless the host is starting: then nothing has read the files yet that were put back, and a command that waits for a
 * unit would wait for ever.
 */
export function unlessStarting(command: Command): Command {
  return sh`[ "$starting" = 1 ] || ${command}`;
}
