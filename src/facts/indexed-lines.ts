import { type Command, sh } from "../shell/sh.ts";

/**
 * Prints text files line by line, each line after its file's place in the list: `0:first line`. No line can pass for another file's, and one
 * awk reads them all, with reads that are large enough for /proc/sys. A file that is not there or empty prints nothing.
 */
export function printIndexedLines(paths: readonly string[]): Command {
  return sh`awk '
  BEGIN {
    for (i = 1; i < ARGC; i++) {
      while ((getline line <ARGV[i]) > 0) print i - 1 ":" line
      close(ARGV[i])
    }
  }' ${paths}`;
}

/** Reads what `printIndexedLines` printed: each file's text by its place, without its last newline. */
export function parseIndexedLines(output: string): ReadonlyMap<number, string> {
  const texts = new Map<number, string>();
  for (const line of output.split("\n").slice(0, -1)) {
    const index = Number.parseInt(line, 10);
    const text = line.slice(line.indexOf(":") + 1);
    const before = texts.get(index);
    texts.set(index, before === undefined ? text : `${before}\n${text}`);
  }
  return texts;
}
