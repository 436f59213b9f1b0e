import type { Fact } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { parseStamps, STAMPS_HEADER, stampsFile } from "../model/stamps.ts";
import { sh } from "../shell/sh.ts";
import { parseEach, splitFields } from "./nul-separated.ts";

/** Id → digest of what a unit has read; `undefined` for a unit that no run has seen yet. */
export type Stamps = ReadonlyMap<string, string>;

const VERSION = Number(STAMPS_HEADER.split(" ").at(-1));

/** What each unit has read of the resources that it watches, from its stamps file. Builtins only: no process a unit. */
export const stamps: Fact<string, Stamps | undefined> = {
  name: "stamps",
  script: (units) => sh`for file in ${units.map(stampsFile)}; do
  if [ -e "$file" ]; then
    printf y
    while IFS= read -r line; do printf '%s\n' "$line"; done <"$file" || exit
  fi
  printf '\0'
done`,
  parse: (output, units) => parseEach("stamps", splitFields(output), units, parseFile),
};

function parseFile(text: string, unit: string): Stamps | undefined | Failure {
  if (text === "") return undefined;
  const version = Number(/^y# infra stamps (\d+)\n/.exec(text)?.[1] ?? VERSION);
  if (version <= VERSION) return parseStamps(text.slice(1));
  const message = `Cannot read the stamps of ${unit}: they have format ${version}, and this program knows up to ${VERSION}`;
  return new Failure("STATE_TOO_NEW", stampsFile(unit), message, { hint: "Use the newer version of this program that wrote them" });
}
