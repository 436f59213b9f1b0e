import type { Fact } from "../model/fact.ts";
import { sh } from "../shell/sh.ts";
import { parseIndexedLines, printIndexedLines } from "./indexed-lines.ts";

/** The files of an apt repository that this program writes; `undefined`: not there. */
export interface AptRepositoryFiles {
  /** Content of the deb822 file, without its last newline. */
  readonly source: string | undefined;
  /** SHA-256 of the key in its text form (`.asc`) and in its binary form (`.gpg`). */
  readonly asc: string | undefined;
  readonly gpg: string | undefined;
}

/** Where a repository's entry is kept, by the repository's name. */
export function sourcePath(name: string): string {
  return `/etc/apt/sources.list.d/${name}.sources`;
}

/** Where a repository's key is kept: apt tells text from binary by the ending. */
export function keyPath(name: string, form: "asc" | "gpg"): string {
  return `/etc/apt/keyrings/${name}.${form}`;
}

/** Reads repositories' entries and their keys' digests by name: one awk and one sha256sum for all. */
export const aptRepositoryFiles: Fact<string, AptRepositoryFiles> = {
  name: "apt-repository-files",
  script: (names) => sh`${printIndexedLines(names.map(sourcePath))} || exit
index=0
set --
printf '\0'
for key in ${names.flatMap((name) => [keyPath(name, "asc"), keyPath(name, "gpg")])}; do
  if [ -f "$key" ]; then
    set -- "$@" "$key"
    printf '%s ' "$index"
  fi
  index=$((index + 1))
done
printf '\0'
[ $# -eq 0 ] || sha256sum --zero -- "$@"`,
  parse(output, names) {
    const [sources = "", indices = "", ...digests] = Buffer.from(output).toString().split("\0");
    const texts = parseIndexedLines(sources);
    const keys = new Map(indices.split(" ").slice(0, -1).map((index, at) => [Number(index), digests[at]?.slice(0, 64)]));
    return names.map((_, at) => ({ source: texts.get(at), asc: keys.get(2 * at), gpg: keys.get(2 * at + 1) }));
  },
};
