import { enterFolder } from "./enter-folder.ts";
import { privateView } from "./private-view.ts";
import { ownerAndGroup, type Rights } from "./replace-file.ts";
import { type Command, lines, sh } from "./sh.ts";
import { REFUSED_STATUS, stageFunctions } from "./stage-file.ts";

/** One file of several that change together. */
export interface SwapFile extends Rights {
  readonly path: string;
  /** The received content: a readable file on the host as one shell word, and the SHA-256 that it must have. `undefined`: no file shall be there. */
  readonly content: { readonly source: Command; readonly sha256: string } | undefined;
}

/** Files that are one configuration. */
export interface Swap {
  /** What is done, for the words of a failure: `write configuration nginx`. */
  readonly doing: string;
  /** Where the journal lies while files are swapped: a path in a folder that belongs to this program. It is left over only by a killed run. */
  readonly journal: string;
  /** Swapped in this order. */
  readonly files: readonly SwapFile[];
  /** The words of a checker that reads the real paths. */
  readonly validate: readonly string[];
  /** The words that bring the files into force: where they fail, what was there is put back and they are run again. */
  readonly reload?: readonly string[] | undefined;
}

/**
 * Replaces several files, all or none of them, once a checker has accepted them.
 *
 * All are staged beside their places; then the checker reads them at their real paths, in a private view of the file system that nobody else
 * sees; then they are renamed, under a journal that is the very program which does so: the next run of the change runs a journal that a killed
 * one left. Where there can be no private view (`unshare` or overlayfs is not to be had, or something is mounted below a folder) the files are
 * swapped first and put back when the checker refuses, and the journal is the program that puts them back. So it is until a reload is done:
 * a run that was killed before leaves files of which nobody knows whether they are in force.
 */
export function swapFiles(swap: Swap): Command {
  const { doing, journal, files, validate, reload } = swap;
  const paths = files.map(({ path }) => path);
  return sh`(
doing=${doing}
${stageFunctions}
${swapFunctions(paths)}
journal=${journal}
install -d -m 0700 "\${journal%/*}" || exit
[ ! -e "$journal" ] || run_journal || exit
suffix=$(mktemp -u XXXXXXXX)
trap discard EXIT
${lines(...files.map(stageOne))}
printf 'suffix=%s\n%s\n' "$suffix" ${swapProgram(doing, files).text} >"$journal.new" || exit
${privateView(paths.map(folderOf), { doing, program: sh`"$journal.new"`, validate })}
case $? in
  0) ${reload === undefined ? sh`keep_journal "$journal.new" && run_journal || exit` : tried(swap)} ;;
  ${REFUSED_STATUS}) refuse 'its checker refused the new content' ${REFUSED_STATUS} ;;
  *)
    echo 'there can be no private view here: the checker reads the files in place'
    ${tried({ ...swap, isChecked: true })}
esac
)`;
}

/** Swaps the files under a journal that puts them back, and does so where they are refused: by the checker, if it has not read them yet, or at their reload. */
function tried({ doing, files, validate, reload, isChecked = false }: Swap & { readonly isChecked?: boolean }): Command {
  const back = undoProgram(
    doing,
    files.map(({ path }) => path),
  );
  return sh`back_up || exit
    printf 'suffix=%s\n%s\n' "$suffix" ${back.text} >"$journal.undo" && keep_journal "$journal.undo" || exit
    sh "$journal.new"${isChecked ? sh` && (cd / && ${validate})` : sh``} || {
      run_journal && discard || exit
      refuse 'its checker refused the new content' ${REFUSED_STATUS}
    }
    ${reload === undefined ? sh`` : reloaded(reload)}
    rm -f -- "$journal" && discard`;
}

function reloaded(reload: readonly string[]): Command {
  return sh`(cd / && ${reload}) || {
      run_journal && discard || exit
      (cd / && ${reload}) || refuse 'it could not be reloaded; what was there is back, and could not be reloaded either'
      refuse 'it could not be reloaded; what was there is back, and is in force again' ${REFUSED_STATUS}
    }`;
}

/** Functions of the change itself. `discard` removes what was staged and backed up, after a failure too, but not while a journal needs it. */
function swapFunctions(paths: readonly string[]): Command {
  return sh`discard() {
  rm -f -- "$journal.new" "$journal.undo"
  for path in ${paths}; do
    (aim "$path"; rm -f -- "./.$leaf.infra-$suffix"*)
  done
}
back_up() {
  for path in ${paths}; do
    (
      aim "$path"
      if [ -e "./$leaf" ] || [ -L "./$leaf" ]; then ln -T -- "./$leaf" "./.$leaf.infra-$suffix.old"; else : >"./.$leaf.infra-$suffix.none"; fi
    ) || exit
  done
}
keep_journal() { sync "$1" && mv -fT -- "$1" "$journal" && sync "\${journal%/*}" && trap - EXIT; }
run_journal() { sh "$journal" && rm -f -- "$journal"; }`;
}

function stageOne({ path, content, ...rights }: SwapFile): Command {
  if (content === undefined) return sh`(aim ${path}; no_folder; rm -f -- "./.$leaf.infra-"*) || exit`;
  return sh`(
  expect_digest ${content.source} ${content.sha256}
  aim ${path}
  no_folder
  ! mountpoint -q "./$leaf" || refuse "$PWD/$leaf is a mount point"
  open_stage "$suffix"
  cat ${content.source} >&3 || exit
  own ${ownerAndGroup(rights)} ${rights.mode}
  sync "./$stage" || exit
  trap - EXIT
) || exit`;
}

/** A program that puts every staged file in its place; what is done already is left alone. */
function swapProgram(doing: string, files: readonly SwapFile[]): Command {
  return sh`doing=${doing}
${enterFolder}
swap_in() (
  aim "$1"
  [ -e "./.$leaf.infra-$suffix" ] || exit 0
  mv -fT -- "./.$leaf.infra-$suffix" "./$leaf" && sync .
)
take_out() (
  aim "$1"
  rm -f -- "./$leaf" && sync .
)
${lines(...files.map(({ path, content }) => (content === undefined ? sh`take_out ${path} || exit` : sh`swap_in ${path} || exit`)))}`;
}

/** A program that puts back what was there; what is done already is left alone. Two names of one file, which mv(1) refuses, were not swapped yet. */
function undoProgram(doing: string, paths: readonly string[]): Command {
  return sh`doing=${doing}
${enterFolder}
put_back() (
  aim "$1"
  kept=./.$leaf.infra-$suffix
  if [ -e "$kept.old" ] || [ -L "$kept.old" ]; then
    if [ "$(stat -c %i "$kept.old")" = "$(stat -c %i "./$leaf" 2>/dev/null)" ]; then rm -f -- "$kept.old"; else mv -fT -- "$kept.old" "./$leaf"; fi
  elif [ -e "$kept.none" ]; then rm -f -- "./$leaf" "$kept.none"
  fi && sync .
)
for path in ${paths}; do put_back "$path" || exit; done`;
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
