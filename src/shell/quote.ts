const SAFE = /^[A-Za-z0-9_@%+:,./-]+$/;

/**
 * Turns any string into one word of a POSIX shell (POSIX.1-2024, XCU 2.2), whatever is in it: spaces, newlines, `$()`, quotes, unicode.
 * A word that is made of harmless characters stays as it is, so that scripts stay readable.
 * A leading `-` stays too: put `--` before operands. A NUL cannot be a part of a word and throws a TypeError.
 */
export function quote(word: string): string {
  if (word.includes("\0")) throw new TypeError("Cannot quote a word for the shell: it holds a NUL character");
  if (SAFE.test(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
