/** Bytes that one character string of a record can hold (RFC 1035, 3.3). */
const LONGEST = 255;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Writes a text of any length as the quoted strings of a TXT record: UTF-8, in pieces of 255 bytes, which readers of SPF and DKIM put together again;
 * what is not printable ASCII as `\DDD`.
 *
 * @example renderStrings('v=spf1 "all"') === '"v=spf1 \\"all\\""'
 */
export function renderStrings(text: string): string {
  const bytes = Buffer.from(text);
  const pieces = Array.from({ length: Math.max(1, Math.ceil(bytes.length / LONGEST)) }, (_, index) => index * LONGEST);
  return pieces.map((at) => quoted(bytes.subarray(at, at + LONGEST))).join(" ");
}

/** Writes one character string of a zone file, quoted or not, in the one way in which `renderStrings` does. */
export function quoteString(word: string): string {
  return quoted(stringBytes(word));
}

/** Reads the bytes of one character string of a zone file, quoted or not. */
export function stringBytes(word: string): Uint8Array {
  const inner = word.length > 1 && word.startsWith('"') && word.endsWith('"') ? word.slice(1, -1) : word;
  const parts = inner.match(/\\\d{3}|\\[^]|[^\\]+/g) ?? [];
  return Buffer.concat(parts.map(bytesOf));
}

function bytesOf(part: string): Uint8Array {
  if (/^\\\d/.test(part)) return Uint8Array.of(Number(part.slice(1)) & 0xff);
  return Buffer.from(part.startsWith("\\") ? part.slice(1) : part);
}

function quoted(bytes: Uint8Array): string {
  return `"${Array.from(bytes, escaped).join("")}"`;
}

function escaped(byte: number): string {
  if (byte === QUOTE || byte === BACKSLASH) return `\\${String.fromCharCode(byte)}`;
  return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, "0")}`;
}
