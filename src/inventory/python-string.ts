/** A text, and where it ends. */
interface Read {
  readonly text: string;
  readonly end: number;
}

const OPENING = /^([bBrRuU]|[bB][rR]|[rR][bB])?('''|"""|'|")/;

/** What a backslash may stand before; anything else it stays before. */
const ESCAPE = /\\(?:([abfnrtv\\'"])|([0-7]{1,3})|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8}))/g;

/** Those that Python refuses when they are not whole, and names of characters, which only it knows. */
const BROKEN = /\\(?:[xuU]|N\{)/;

const CONTROL: Readonly<Record<string, string>> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/**
 * Reads a string at a place of a text as Python writes it: in one or three quotes, raw (`r''`), of bytes (taken for text); strings one behind the
 * other are one. `undefined` where there is none.
 *
 * @see https://docs.python.org/3/reference/lexical_analysis.html#string-and-bytes-literals
 */
export function parsePythonString(text: string, at: number): Read | undefined {
  const first = readOne(text, at);
  if (!first) return undefined;
  const gap = /^[ \t\f]*/.exec(text.slice(first.end))?.[0].length ?? 0;
  const rest = parsePythonString(text, first.end + gap);
  return rest ? { text: first.text + rest.text, end: rest.end } : first;
}

function readOne(text: string, at: number): Read | undefined {
  const [opening = "", prefix = "", quote = ""] = OPENING.exec(text.slice(at)) ?? [];
  if (opening === "") return undefined;
  const start = at + opening.length;
  const length = bodyLength(text.slice(start), quote);
  if (length === undefined) return undefined;
  const body = text.slice(start, start + length);
  const plain = /r/i.test(prefix) ? body : unescape(body);
  return plain === undefined ? undefined : { text: plain, end: start + length + quote.length };
}

/** Characters up to the closing quote; a backslash takes the next one along, in raw strings too. */
function bodyLength(text: string, quote: string): number | undefined {
  for (let at = 0; at < text.length; at += text.charAt(at) === "\\" ? 2 : 1) if (text.startsWith(quote, at)) return at;
  return undefined;
}

function unescape(body: string): string | undefined {
  if (BROKEN.test(body.replaceAll("\\\\", "").replace(ESCAPE, ""))) return undefined;
  return body.replace(ESCAPE, (_, control?: string, octal?: string, ...hex: readonly (string | undefined)[]) => {
    if (control !== undefined) return CONTROL[control] ?? control;
    const code =
      octal === undefined ? Number.parseInt(hex.slice(0, 3).find((one) => one !== undefined) ?? "0", 16) : Number.parseInt(octal, 8);
    return String.fromCodePoint(Math.min(code, 0x10ffff));
  });
}
