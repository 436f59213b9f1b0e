import { enterFolder } from "./enter-folder.ts";
import { type Command, sh } from "./sh.ts";

/** Puts a symlink in place by a rename, instead of any file or other symlink, but never instead of a folder. What it leads to need not be there. */
export function makeSymlink(path: string, target: string): Command {
  return sh`(
doing=${`link ${path}`}
${enterFolder}
aim ${path}
no_folder
rm -f -- "./.$leaf.infra-"* || exit
stage=.$leaf.infra-$(mktemp -u XXXXXXXX)
trap 'rm -f -- "./$stage"' EXIT
ln -sT -- ${target} "./$stage" && mv -fT "./$stage" "./$leaf" || exit
trap - EXIT
sync .
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
