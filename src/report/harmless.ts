/**
 * Shows control characters of a host's words instead of obeying them: `ESC` becomes `␛`, so that no output can recolour, retitle or
 * reorder what a reader sees. Newlines and tabs stay; a carriage return before a newline is dropped.
 */
export function harmless(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(UNSAFE, show);
}

/** `harmless` on one line: newlines and tabs are shown too. */
export function harmlessLine(text: string): string {
  return harmless(text).replace(/[\n\t]/g, show);
}

/** C0 but newline and tab, DEL, C1, and the characters that reorder or hide text (bidirectional controls, zero width, line separators). */
const UNSAFE = /(?![\n\t])[\p{Cc}\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/gu;

function show(char: string): string {
  const code = char.charCodeAt(0);
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "␡";
  return `\\u${code.toString(16).padStart(4, "0")}`;
}
