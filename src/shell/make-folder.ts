import { enterFolder } from "./enter-folder.ts";
import { ownerAndGroup, type Rights } from "./replace-file.ts";
import { type Command, sh } from "./sh.ts";

/**
 * Makes a folder, or sets the rights of the one that is there. A new one appears with its rights; a symlink in its place is replaced,
 * anything else is refused.
 */
export function makeFolder({ path, ...rights }: Rights & { readonly path: string }): Command {
  const owner = ownerAndGroup(rights);
  const bits = rights.mode.padStart(5, "0"); // Of a folder, chmod(1) clears the set-id bits only by a number of five digits.
  return sh`(
doing=${`make folder ${path}`}
${enterFolder}
aim ${path}
if [ ! -L "./$leaf" ] && [ -d "./$leaf" ]; then
  name=$leaf
  descend
  chown -- ${owner} . && chmod -- ${bits} .
  exit
fi
[ -L "./$leaf" ] || [ ! -e "./$leaf" ] || refuse 'something else is there that is no folder'
rmdir -- "./.$leaf.infra-"* 2>/dev/null
stage=$(mktemp -d "./.$leaf.infra-XXXXXXXX") || exit
trap 'rmdir -- "$stage"' EXIT
(
  name=\${stage#./}
  descend
  chown -- ${owner} . && chmod -- ${bits} .
) || exit
[ ! -L "./$leaf" ] || rm -f "./$leaf" || exit
mv -T "$stage" "./$leaf" || exit
trap - EXIT
sync .
)`;
}

/** What of a folder is removed that is not empty: all, nothing (that is no error), or neither: it is refused. */
export interface FolderRemoval {
  readonly recurse: boolean;
  readonly onlyEmpty?: boolean;
}

/** Removes an empty folder; with `recurse` also one with content, but never what is mounted below it. */
export function removeFolder(path: string, { recurse, onlyEmpty = false }: FolderRemoval): Command {
  const empty = onlyEmpty ? sh`rmdir --ignore-fail-on-non-empty "./$leaf"` : sh`rmdir "./$leaf"`;
  const remove = recurse ? sh`rm -rf --one-file-system "./$leaf"` : empty;
  return sh`(
doing=${`remove folder ${path}`}
${enterFolder}
[ -e ${path} ] || [ -L ${path} ] || exit 0
aim ${path}
[ ! -L "./$leaf" ] && [ -d "./$leaf" ] || refuse 'it is no folder'
${remove} && sync .
)`;
}
