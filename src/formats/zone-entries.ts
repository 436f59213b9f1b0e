/** An entry of a zone file: a record or a directive, comments and parentheses taken away. */
export interface ZoneEntry {
  /** Where it begins, from 1. */
  readonly line: number;
  /** Whether it begins at the line's first column; else its owner is that of the record before. */
  readonly hasOwner: boolean;
  /** As they were written, with quotes and escapes. */
  readonly words: readonly string[];
}

/** Why a zone file cannot be read. */
export interface ZoneMistake {
  readonly line: number;
  readonly why: string;
  readonly hint?: string;
  /** A name is relative, and nothing says to what. */
  readonly lacksOrigin?: true;
}

interface Token {
  readonly line: number;
  readonly text: string;
  readonly isFirst: boolean;
}

/** Blanks, a comment, the end of a line, a parenthesis, a quoted string, or a word, in which a quoted part may be (`alpn="h2"`). */
const TOKEN =
  /[ \t\r\f\v]+|;[^\n]*|\n|[()]|"(?:\\[^\n]|[^"\\\n])*"|(?:\\[^\n]|[^ \t\r\f\v\n;()"\\])(?:\\[^\n]|[^ \t\r\f\v\n;()"\\]|"(?:\\[^\n]|[^"\\\n])*")*/y;

/** Splits a zone file (RFC 1035, 5.1) into its entries, or tells the first thing in it that cannot be split. */
export function zoneEntries(text: string): readonly ZoneEntry[] | ZoneMistake {
  const tokens = tokensOf(text);
  if (!isRead(tokens)) return tokens;
  const entries: ZoneEntry[] = [];
  let open: Token[] = [];
  let depth = 0;
  for (const token of [...tokens, { line: 0, text: "\n", isFirst: false }]) {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth < 0) return { line: token.line, why: "a ) has no (" };
    if (token.text !== "\n") open.push(token);
    else if (depth === 0) {
      entries.push(...entryOf(open));
      open = [];
    }
  }
  const parenthesis = open.find((token) => token.text === "(");
  return parenthesis === undefined ? entries : { line: parenthesis.line, why: "a ( is not closed" };
}

/** Is it what was read, not a mistake? */
export function isRead<Part>(read: readonly Part[] | ZoneMistake): read is readonly Part[] {
  return Array.isArray(read);
}

function tokensOf(text: string): readonly Token[] | ZoneMistake {
  const tokens: Token[] = [];
  let [line, at, isFirst] = [1, 0, true];
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text)?.[0];
    if (found === undefined) return { line, why: "a quote or an escape is not ended" };
    tokens.push({ line, text: found, isFirst });
    isFirst = found === "\n";
    if (isFirst) line += 1;
    at += found.length;
  }
  return tokens;
}

/** `[]` for a line without a word. */
function entryOf(tokens: readonly Token[]): readonly ZoneEntry[] {
  const words = tokens.filter(({ text }) => !/^[\s;()]/.test(text));
  const [first] = words;
  return first === undefined ? [] : [{ line: first.line, hasOwner: first.isFirst, words: words.map(({ text }) => text) }];
}
