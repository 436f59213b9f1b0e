import { advance, inQuotes, start, type Scan } from "./scan.ts";
import { quote } from "./quote.ts";

/** A piece of shell as a value: pure text that somebody else runs, later, on a host. Made by `sh`, `and`, `pipe` and `lines` only. */
export interface Command {
  readonly text: string;
}

/** What may stand in the `${}` of a `sh` template: a word, a number, several words, or a command that is inserted as it is. */
export type Word = string | number | Command | readonly (string | number)[];

/**
 * Builds a command from a template: every value becomes exactly one quoted word (an array: one word each), a command is inserted as it is.
 * The literal part is taken raw (`\n` stays two characters); a shell `${x}` is written `\${x}`, a backquote is not used.
 * A value that stands inside quotes would be quoted twice: that throws a TypeError when the command is built.
 *
 * @example sh`chown -- ${"www-data"} ${"/srv/my site"}`.text === "chown -- www-data '/srv/my site'"
 */
export function sh(literals: TemplateStringsArray, ...words: readonly Word[]): Command {
  let text = "";
  let scan: Scan = start;
  literals.raw.forEach((raw, index) => {
    const literal = raw.replaceAll("\\${", "${");
    scan = advance(scan, literal);
    text += literal;
    const word = words[index];
    if (word === undefined) return;
    if (inQuotes(scan) && !isCommand(word)) {
      throw new TypeError(`Cannot build a command: the value after «${literal.slice(-40)}» stands inside quotes`);
    }
    text += render(word);
  });
  return { text };
}

/** Runs each command only when the one before succeeded. */
export function and(...commands: readonly Command[]): Command {
  return { text: commands.map(grouped).join(" && ") };
}

/** Feeds each command's output to the next one; the exit status is the last command's. */
export function pipe(...commands: readonly Command[]): Command {
  return { text: commands.map(grouped).join(" | ") };
}

/** Runs the commands one after another, whatever their exit status is. */
export function lines(...commands: readonly Command[]): Command {
  return { text: commands.map(({ text }) => text).join("\n") };
}

function render(word: Word): string {
  if (isCommand(word)) return word.text;
  if (typeof word === "object") return word.map((one) => quote(String(one))).join(" ");
  return quote(String(word));
}

function isCommand(word: Word): word is Command {
  return typeof word === "object" && "text" in word;
}

function grouped({ text }: Command): string {
  return /[\n;|&]/.test(text) ? `{ ${text}\n}` : text;
}
