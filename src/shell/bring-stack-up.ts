import { type HealthCheck, healthFunctions } from "./container-health.ts";
import { enterFolder } from "./enter-folder.ts";
import { makeFolder } from "./make-folder.ts";
import { type Command, lines, sh } from "./sh.ts";
import { type SwapFile, swapFiles } from "./swap-files.ts";
import { keepFiles, putBackFiles } from "./undo-files.ts";

/** What is to be done to a stack. */
export interface StackUp {
  /** The stack's name: Compose's project. */
  readonly name: string;
  /** Where `compose.yml` lies; root's alone, for there are secrets in it. */
  readonly folder: string;
  /** Folders to be made where they are not there, parents first. */
  readonly folders: readonly string[];
  /** Files to be written or removed. */
  readonly files: readonly SwapFile[];
  /** Where the journal of the swap lies. */
  readonly journal: string;
  /** Images that the host must have before anything is touched, and those that are fetched whether it has one of the name or not. */
  readonly images: { readonly missing: readonly string[]; readonly newer: readonly string[] };
  /** Services whose containers are made or started; those that Compose must be told to make anew; those that are no longer declared. */
  readonly services: { readonly up: readonly string[]; readonly forced: readonly string[]; readonly leaving: readonly string[] };
  /** There is no container yet: Compose starts all of them in their order. */
  readonly isWhole: boolean;
  readonly checks: readonly HealthCheck[];
  readonly healthSeconds: number;
}

/**
 * Brings a stack to what its new Compose file says: images first, then the files, checked by Compose itself, then the containers of the services that
 * are to change, and no others. Where they do not come to work in time, the last lines of their logs are printed, and the old files, images and
 * containers are put back; of a stack that was not there before nothing is left but its volumes. All of it happens on the host: whoever asked for it
 * may be gone.
 */
export function bringStackUp(stack: StackUp): Command {
  const { name, folder, folders, files, services, images, healthSeconds } = stack;
  const changed = [...services.up, ...services.forced];
  const touched = [...changed, ...services.leaving];
  return sh`(
doing=${`bring up stack ${name}`}
project=${name} folder=${folder}
${enterFolder}
${composeFunctions}
${healthFunctions(stack.checks)}
${fetchImages(images)}
rm -rf -- "/var/lib/infra/stack.$project."* # Of a run that was killed.
scratch=$(mktemp -d "/var/lib/infra/stack.$project.XXXXXXXX") undo=$scratch/old && mkdir "$undo" || exit
trap 'rm -rf -- "$scratch"' EXIT
impatient=
[ ! -e "$folder/compose.yml" ] || impatient=yes
old_images >"$scratch/images" || exit
${lines(...folders.map((path) => (path === folder ? sh`${madeFolder(path, "0700")} || exit` : sh`[ -d ${path} ] || ${madeFolder(path, "0755")} || exit`)))}
${files.length === 0 ? sh`` : swapStep(stack)}
begun=$(date +%s)
remove_containers ${services.leaving}
${upCommand(stack)} && await_health ${healthSeconds} ${changed} && exit 0
tell_ill ${changed}
${files.length === 0 ? sh`` : putBack(stack, touched)}
exit 1
)`;
}

const composeFunctions = sh`compose() { docker compose --ansi never --project-name "$project" --project-directory "$folder" -f "$folder/compose.yml" "$@" </dev/null; }
containers_of() { docker ps -aq --no-trunc --filter label=com.docker.compose.project="$project" --filter label=com.docker.compose.service="$1"; }
remove_containers() {
  for service in "$@"; do
    ids=$(containers_of "$service")
    [ -z "$ids" ] || { docker stop $ids && docker rm -f $ids; } >/dev/null
  done
}
old_images() {
  all=$(docker ps -aq --no-trunc --filter label=com.docker.compose.project="$project") || return
  [ -z "$all" ] || docker inspect --type container --format ${"{{.Image}} {{.Config.Image}}"} $all
}`;

function madeFolder(path: string, mode: string): Command {
  return makeFolder({ path, owner: "root", group: "root", mode });
}

function fetchImages({ missing, newer }: StackUp["images"]): Command {
  return sh`for image in ${missing}; do
  docker image inspect -- "$image" >/dev/null 2>&1 || docker pull -q -- "$image" || refuse "image $image is not to be had; nothing was touched"
done
for image in ${newer}; do
  docker pull -q -- "$image" || refuse "image $image is not to be had; nothing was touched"
done`;
}

function swapStep({ name, folder, files, journal }: StackUp): Command {
  const validate = ["docker", "compose", "--project-directory", folder, "-f", `${folder}/compose.yml`, "config", "-q"];
  return sh`${keepFiles(files.map(({ path }) => path))} || exit
${swapFiles({ doing: `write the files of stack ${name}`, journal, files, validate })} || exit
${lines(...foldersOf(stackFilesGone(files), folder).map((path) => sh`(cd ${folder} && rmdir -p --ignore-fail-on-non-empty -- ${path} 2>/dev/null)`))}`;
}

function stackFilesGone(files: readonly SwapFile[]): readonly string[] {
  return files.filter(({ content }) => content === undefined).map(({ path }) => path);
}

/** The folders of files, from the stack's own on. */
function foldersOf(paths: readonly string[], folder: string): readonly string[] {
  const below = paths.filter((path) => path.startsWith(`${folder}/`)).map((path) => path.slice(folder.length + 1));
  const relative = below.filter((path) => path.includes("/"));
  return [...new Set(relative.map((path) => path.slice(0, path.lastIndexOf("/"))))];
}

function upCommand({ services: { up, forced }, isWhole }: StackUp): Command {
  const words = ["up", "-d", "--no-build", "--pull", "never"];
  if (isWhole) return sh`compose ${words}`;
  const parts = [
    ...(up.length === 0 ? [] : [sh`compose ${[...words, "--no-deps", ...up]}`]),
    ...(forced.length === 0 ? [] : [sh`compose ${[...words, "--no-deps", "--force-recreate", ...forced]}`]),
  ];
  return parts.length === 0 ? sh`:` : parts.reduce((before, after) => sh`${before} && ${after}`);
}

/** Compose has removed the old containers by now: they are made again, of the old files and images. */
function putBack({ files }: StackUp, touched: readonly string[]): Command {
  const paths = files.map(({ path }) => path);
  return sh`if [ -n "$impatient" ]; then
  ${putBackFiles(paths)} || exit
  while read -r id image; do
    case $image in *@sha256:*) continue ;; esac
    [ "$(docker image inspect --format ${"{{.Id}}"} -- "$image" 2>/dev/null)" = "$id" ] || docker tag -- "$id" "$image"
  done <"$scratch/images"
  old=$(compose config --services) back= gone=
  for service in ${touched}; do
    if printf '%s\n' "$old" | grep -qxF -- "$service"; then back="$back $service"; else gone="$gone $service"; fi
  done
  remove_containers $gone
  [ -z "$back" ] || compose up -d --no-build --pull never --no-deps $back
  printf 'The files and containers from before were put back; until then services were away for %s s at most:%s\n' $(($(date +%s) - begun)) "$back"
else
  compose down --remove-orphans
  ${putBackFiles(paths)}
  find "$folder" -depth -type d -empty -delete
  echo 'It was not there before: its containers and files were removed, its volumes stay'
fi >&2`;
}
