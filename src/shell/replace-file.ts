import { enterFolder } from "./enter-folder.ts";
import { type Command, sh } from "./sh.ts";
import { checkStage, stageFunctions } from "./stage-file.ts";

/** Who may do what with a file or folder, as it shall be. */
export interface Rights {
  /** Name or number. */
  readonly owner: string;
  readonly group: string;
  /** Three or four octal digits. */
  readonly mode: string;
}

/** What shall be at a path. */
export interface Replacement extends Rights {
  readonly path: string;
  /** A readable file on the host, as one shell word. */
  readonly source: Command;
  /** SHA-256 that it must have; else the change ends with 74. */
  readonly sha256: string;
  /** A checker's words, `%s` for the staged file; it ends the change with 65 when it refuses. Default: none. */
  readonly validate?: readonly string[];
}

/**
 * Puts a received file in place by a rename, whatever is there (a symlink itself is replaced, never what it leads to), but never instead of a folder.
 * A mount point is written in place when the content is small: the one case where a reader can see half of it.
 */
export function replaceFile({ path, source, sha256, validate = [], ...rights }: Replacement): Command {
  return sh`(
doing=${`write ${path}`}
${stageFunctions}
expect_digest ${source} ${sha256}
aim ${path}
no_folder
open_stage
cat ${source} >&3 || exit
own ${ownerAndGroup(rights)} ${rights.mode}
${checkStage(validate)}
put
)`;
}

/**
 * Sets owner, group and mode of a file. Where others can write to the folder too, the file is replaced by a copy of itself instead: there a
 * name could turn into a symlink before chmod(1), which follows it, gets there.
 */
export function setFileRights({ path, ...rights }: Rights & { readonly path: string }): Command {
  return sh`(
doing=${`set rights of ${path}`}
${stageFunctions}
aim ${path}
[ -f "./$leaf" ] && [ ! -L "./$leaf" ] || refuse 'it is no regular file'
if [ -n "$guarded" ]; then
  chown -h -- ${ownerAndGroup(rights)} "./$leaf" && chmod -- ${rights.mode} "./$leaf"
  exit
fi
open_stage
dd if="./$leaf" iflag=nofollow bs=1M status=none >&3 || exit
own ${ownerAndGroup(rights)} ${rights.mode}
put
)`;
}

/** Removes a file or a symlink, never a folder. Nothing there, or no folder that could hold it, is well. */
export function removeFile(path: string): Command {
  return sh`(
doing=${`remove ${path}`}
${enterFolder}
[ -e ${path} ] || [ -L ${path} ] || exit 0
aim ${path}
no_folder
rm -f "./$leaf" "./.$leaf.infra-"* && sync .
)`;
}

/** `owner:group`, as chown(1) takes it. */
export function ownerAndGroup({ owner, group }: Rights): string {
  return `${owner}:${group}`;
}
