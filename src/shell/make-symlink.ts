import { enterFolder } from "./enter-folder.ts";
import { type Command, sh } from "./sh.ts";

/**
 * Puts a symlink in place, instead of any file or other symlink, but never instead of a folder. What it leads to need not be there.
 * ln(1) does so by a rename, and refuses a link that leads to the very file which it would replace, for that would be lost.
 */
export function makeSymlink(path: string, target: string): Command {
  return sh`(
doing=${`link ${path}`}
${enterFolder}
aim ${path}
no_folder
ln -sfT -- ${target} "./$leaf" && sync .
)`;
}

/** Removes a symlink, and nothing that is not one. */
export function removeSymlink(path: string): Command {
  return sh`(
doing=${`remove ${path}`}
${enterFolder}
[ -e ${path} ] || [ -L ${path} ] || exit 0
aim ${path}
[ -L "./$leaf" ] || refuse 'it is no symlink'
rm -f "./$leaf" && sync .
)`;
}
