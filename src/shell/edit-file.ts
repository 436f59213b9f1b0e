import { type Command, sh } from "./sh.ts";
import { checkStage, stageFunctions } from "./stage-file.ts";

/** A change of some lines of a text file. */
export interface Edit {
  readonly path: string;
  /** Reads a specification and the current content, both named after it, and prints the new content; it fails where the lines it speaks of are gone. */
  readonly filter: Command;
  /** The specification: a readable file on the host, as one shell word. */
  readonly source: Command;
  readonly sha256: string;
  /** Was the file there when the edit was planned? One that came since (a package brought it) is left for the next wave, which will have read it. */
  readonly isThere: boolean;
  /** The mode with which root makes the file; `undefined`: it may not be made. */
  readonly create: string | undefined;
  /** A checker's words, `%s` for the staged file. */
  readonly validate: readonly string[];
}

/**
 * Edits a regular file by a rename and keeps its owner and mode. The content is read again on the host, so that several edits of one file work
 * one after another and nothing that was written since the plan is lost.
 */
export function editFile({ path, filter, source, sha256, isThere, create, validate }: Edit): Command {
  return sh`(
doing=${`edit ${path}`}
${stageFunctions}
expect_digest ${source} ${sha256}
aim ${path}
[ ! -L "./$leaf" ] || refuse 'it is a symlink: name the file that it leads to'
[ ! -e "./$leaf" ] || [ -f "./$leaf" ] || refuse 'it is no regular file'
${isThere ? readCurrent : startEmpty(create)}
open_stage
${filter} ${source} "$blobs"/current >&3 || refuse 'its lines changed since they were read: run again'
! cmp -s "$blobs"/current "./$stage" || exit 0
own "\${rights% *}" "\${rights#* }"
${checkStage(validate)}
put
)`;
}

const readCurrent = sh`[ -e "./$leaf" ] || refuse 'there is no such file'
rights=$(stat -c '%u:%g %a' "./$leaf") || exit
dd if="./$leaf" iflag=nofollow bs=1M status=none >"$blobs"/current || exit`;

function startEmpty(create: string | undefined): Command {
  if (create === undefined)
    return sh`[ ! -e "./$leaf" ] || exit 0
refuse 'there is no such file'`;
  return sh`[ ! -e "./$leaf" ] || exit 0
rights=${`0:0 ${create}`}
: >"$blobs"/current`;
}
