import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { sh } from "../shell/sh.ts";
import { overFiles, parseOverFiles, printContents, printDigests } from "./over-files.ts";

/** The files of an apt repository that this program writes; `undefined`: not there. */
export interface AptRepositoryFiles {
  /** Content of the deb822 file. */
  readonly source: string | undefined;
  /** SHA-256 of the key in its text form (`.asc`) and in its binary form (`.gpg`). */
  readonly asc: string | undefined;
  readonly gpg: string | undefined;
  /** Whether there is an entry of the same name in the one-line form, as vendors' own installers leave it. */
  readonly hasList: boolean;
}

/** Where a repository's entry is kept, by the repository's name. */
export function sourcePath(name: string): string {
  return `/etc/apt/sources.list.d/${name}.sources`;
}

/** Where others keep an entry of the same name in the one-line form (sources.list(5)). */
export function listPath(name: string): string {
  return `/etc/apt/sources.list.d/${name}.list`;
}

/** Where a repository's key is kept: apt tells text from binary by the ending. */
export function keyPath(name: string, form: "asc" | "gpg"): string {
  return `/etc/apt/keyrings/${name}.${form}`;
}

/** Reads repositories' entries, and the digests of what lies beside them, by name: two programs for all. */
export const aptRepositoryFiles: Fact<string, AptRepositoryFiles> = {
  name: "apt-repository-files",
  script: (names) => sh`${overFiles(printContents, names.map(sourcePath))}
${overFiles(
  printDigests,
  names.flatMap((name) => [keyPath(name, "asc"), keyPath(name, "gpg"), listPath(name)]),
)}`,
  parse(output, names) {
    const runs = parseOverFiles(output, 2);
    if (runs instanceof Failure) return names.map(() => runs);
    const [sources, others] = runs;
    return names.map((_, at) => ({
      source: sources?.get(at),
      asc: others?.get(3 * at)?.slice(0, 64),
      gpg: others?.get(3 * at + 1)?.slice(0, 64),
      hasList: others?.get(3 * at + 2) !== undefined,
    }));
  },
};
