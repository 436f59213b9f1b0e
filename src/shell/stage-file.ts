import { enterFolder } from "./enter-folder.ts";
import { type Command, sh } from "./sh.ts";

/** Exit status of a change whose checker refused the new content; what it said is printed. */
export const REFUSED_STATUS = 65;

/** Exit status of a change whose received file does not have its digest. */
export const CORRUPT_STATUS = 74;

/** Bytes up to which a mount point (`/etc/hosts` in a container), which no rename can replace, is written in place. */
const IN_PLACE_LIMIT = 64 * 1024;

/**
 * Shell functions that replace a file by a rename, for the commands after it in the same subshell; `enterFolder` is among them.
 *
 * `open_stage` removes what killed runs left beside the file, makes an empty one there, 0600 and under a name that nobody can guess, `$stage`, and
 * opens it as descriptor 3: everything up to the rename is done to the descriptor, never to a name that somebody else could give to another
 * file. `own OWNER:GROUP MODE` sets its rights. `put` makes it the file: whole and on disk, or not at all.
 */
export const stageFunctions: Command = sh`${enterFolder}
expect_digest() {
  [ "$(sha256sum <"$1")" = "$2  -" ] || refuse 'its content did not arrive whole' ${CORRUPT_STATUS}
}
open_stage() {
  rm -f -- "./.$leaf.infra-"* || exit
  stage=.$leaf.infra-\${1:-$(mktemp -u XXXXXXXX)}
  trap 'rm -f -- "./$stage"' EXIT
  umask 077
  set -C
  exec 3>"./$stage" || exit
  set +C
  [ -f /proc/self/fd/3 ] || refuse 'somebody put something in the way'
}
own() {
  chown -- "$1" /proc/self/fd/3 && chmod -- "$2" /proc/self/fd/3 || exit
}
put() {
  sync "./$stage" || exit
  mv -fT "./$stage" "./$leaf" || put_in_place
  trap - EXIT
  sync .
}
put_in_place() {
  [ -n "$guarded" ] && mountpoint -q "./$leaf" || exit 1
  [ "$(stat -c %s "./$stage")" -le ${IN_PLACE_LIMIT} ] || refuse 'it is a mount point, and the content is too large to be written in place'
  exec 4>"./$leaf" || exit
  chown --reference="./$stage" "./$leaf" && chmod --reference="./$stage" "./$leaf" || exit
  cat "./$stage" >&4 && sync "./$leaf" || exit
  rm -f "./$stage"
}`;

/** Runs a checker's words over the staged file, whose path stands for `%s`; when it refuses, the change ends with 65 and nothing is replaced. */
export function checkStage(words: readonly string[]): Command {
  if (words.length === 0) return sh``;
  return sh`${words.map(stagedWord).reduce((line, word) => sh`${line} ${word}`)} || refuse 'its checker refused the new content' ${REFUSED_STATUS}`;
}

/** One word of a checker: `%s`, also in the middle of it, is where the staged file lies. */
function stagedWord(word: string): Command {
  return word
    .split("%s")
    .map((part) => sh`${part}`)
    .reduce((before, after) => sh`${before}"$PWD/$stage"${after}`);
}
