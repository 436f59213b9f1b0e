import { removeFile } from "./replace-file.ts";
import { type Command, lines, sh } from "./sh.ts";

/** A stack that shall be no more. */
export interface StackDown {
  readonly name: string;
  readonly folder: string;
  /** All files that were written there. */
  readonly files: readonly string[];
}

/** Stops and removes a stack's containers and networks, and its files. Volumes stay, and whatever else lies in its folder. */
export function takeStackDown({ name, folder, files }: StackDown): Command {
  const label = `label=com.docker.compose.project=${name}`;
  return sh`if command -v docker >/dev/null; then
  ids=$(docker ps -aq --filter ${label}) || exit
  [ -z "$ids" ] || { docker stop $ids && docker rm -f $ids; } >/dev/null || exit
  networks=$(docker network ls -q --filter ${label}) || exit
  [ -z "$networks" ] || docker network rm $networks >/dev/null || exit
fi
${lines(...files.map((path) => sh`${removeFile(path)} || exit`))}
[ ! -d ${folder} ] || find ${folder} -depth -type d -empty -delete`;
}
