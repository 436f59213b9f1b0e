/** A block of a Caddyfile: its head and its lines, one tab deeper; an empty line stays empty. */
export function block(head: string, lines: readonly string[]): readonly string[] {
  return [`${head === "" ? "" : `${head} `}{`, ...lines.map((line) => (line === "" ? "" : `\t${line}`)), "}"];
}

/** A text as one word: a backquote cannot stand in it. What Caddy fills in by itself (`{host}`) is filled in here, too. */
export function word(text: string): string {
  return /["\\\n]/.test(text) ? `\`${text}\`` : `"${text}"`;
}
