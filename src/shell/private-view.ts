import { enterFolder } from "./enter-folder.ts";
import { type Command, sh } from "./sh.ts";
import { REFUSED_STATUS } from "./stage-file.ts";

/** What happens in a private view. */
export interface View {
  /** What is done, for the words of a failure. */
  readonly doing: string;
  /** A shell program's path, as one shell word: it changes files of the folders, in the view alone. */
  readonly program: Command;
  /** The words of the checker that then reads them. */
  readonly validate: readonly string[];
}

/**
 * Shows a checker some folders as a program would leave them, at their real paths, while nobody else sees any of it: a mount namespace of its own
 * with an overlay in memory over each folder. Ends with 0, with 65 when the checker refuses, and with any other status when there can be no
 * such view. A mount below a folder would vanish under the overlay, so there is no view then. In the view the memory covers `$blobs`.
 */
export function privateView(folders: readonly string[], { doing, program, validate }: View): Command {
  const view = sh`doing=${doing}
${enterFolder}
program=$1
memory=$2
mount -t tmpfs -o mode=0700 tmpfs "$memory" || exit 1
overlay() (
  enter "$1"
  ! grep -qF " \${PWD%/}/" /proc/self/mountinfo || exit 1
  layer=$(mktemp -d "$memory/XXXXXX") && mkdir "$layer/upper" "$layer/work" || exit 1
  chown --reference=. "$layer/upper" && chmod --reference=. "$layer/upper" || exit 1
  mount -t overlay -o "lowerdir=.,upperdir=$layer/upper,workdir=$layer/work" overlay . || exit 1
)
for folder in ${topmost(folders)}; do overlay "$folder" || exit 1; done
cd / && sh "$program" || exit 1
${validate} || exit ${REFUSED_STATUS}`;
  return sh`unshare -m sh -c ${view.text} sh ${program} "$blobs"`;
}

/** The folders without those that lie in another one of them, each once. */
function topmost(folders: readonly string[]): readonly string[] {
  return [...new Set(folders)].filter((folder) => !folders.some((other) => folder.startsWith(`${other}/`)));
}
