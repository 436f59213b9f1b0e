import { Failure } from "../model/failure.ts";
import { type Command, sh } from "../shell/sh.ts";

/** Prints each file's content and a NUL; an empty one for what cannot be read. In text files, which hold no NUL, so nothing can pass for another. */
export const printContents: Command = sh`paste --zero-terminated --serial`;

/** Prints each file's SHA-256 as 64 digits, its path and a NUL. */
export const printDigests: Command = sh`sha256sum --zero`;

/**
 * Runs one program over all the files among the paths that are there, and before that prints which those are, by their places in the list.
 * The program prints one record that ends in a NUL for each.
 */
export function overFiles(program: Command, paths: readonly string[]): Command {
  return sh`index=0
set --
for file in ${paths}; do
  if [ -f "$file" ] && [ -r "$file" ]; then
    set -- "$@" "$file"
    printf '%s ' "$index"
  fi
  index=$((index + 1))
done
printf '\0'
[ $# -eq 0 ] || ${program} -- "$@" || :`;
}

/**
 * Reads what some runs of `overFiles` printed one after another: for each run, the records by the places of their paths. Where a file came or went
 * in between, so that records and places do not fit each other, it is a failure.
 */
export function parseOverFiles(output: Uint8Array, runs: number): readonly ReadonlyMap<number, string>[] | Failure {
  const parts = Buffer.from(output).toString().split("\0");
  const results: ReadonlyMap<number, string>[] = [];
  let at = 0;
  for (let run = 0; run < runs; run++) {
    const places = (parts[at] ?? "").split(" ").slice(0, -1);
    const records = parts.slice(at + 1, at + 1 + places.length);
    results.push(new Map(records.map((record, index) => [Number(places[index]), record])));
    at += 1 + places.length;
  }
  if (at === parts.length - 1 && parts[at] === "") return results;
  return new Failure("FACT_FAILED", "over-files", "Cannot read the host's files: some came or went meanwhile", { hint: "Try again." });
}
