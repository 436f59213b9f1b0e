/** One word of a line, with the place of its first character in it. */
export interface PlacedWord {
  readonly text: string;
  readonly at: number;
}

/** A line's words, or what is wrong with it. */
export type Words = readonly PlacedWord[] | { readonly problem: string };

/** Words are parted by these. */
const SPACE = /[ \t\r\n]/;

/**
 * Splits a line into words as Ansible does for hosts: by the quoting rules of Python's `shlex.split` in POSIX mode. A `#` outside of quotes begins
 * a comment, also within a word; within double quotes a backslash escapes only itself and the quote.
 *
 * @see https://docs.python.org/3/library/shlex.html#parsing-rules
 */
export function splitWords(line: string): Words {
  const words: PlacedWord[] = [];
  let at = 0;
  while (at < line.length) {
    if (SPACE.test(line.charAt(at))) at += 1;
    else if (line.charAt(at) === "#") break;
    else {
      const word = readWord(line, at);
      if ("problem" in word) return word;
      words.push({ text: word.text, at });
      at = word.end;
    }
  }
  return words;
}

interface Read {
  readonly text: string;
  readonly end: number;
}

function readWord(line: string, start: number): Read | { readonly problem: string } {
  let text = "";
  let at = start;
  while (at < line.length && !/[ \t\r\n#]/.test(line.charAt(at))) {
    const part = readPart(line, at);
    if ("problem" in part) return part;
    text += part.text;
    at = part.end;
  }
  return { text, end: at };
}

/** A quoted part, an escaped character, or a character. */
function readPart(line: string, at: number): Read | { readonly problem: string } {
  const char = line.charAt(at);
  if (char === "\\")
    return at + 1 < line.length ? { text: line.charAt(at + 1), end: at + 2 } : { problem: "no character after the last \\" };
  if (char !== "'" && char !== '"') return { text: char, end: at + 1 };
  const quoted = char === "'" ? /'([^']*)'/y : /"((?:[^"\\]|\\.)*)"/sy;
  quoted.lastIndex = at;
  const found = quoted.exec(line);
  if (found === null) return { problem: `no closing ${char}` };
  const [whole, inside = ""] = found;
  return { text: char === "'" ? inside : inside.replace(/\\(["\\])/g, "$1"), end: at + whole.length };
}
