/** A block of nginx's configuration: its head and its lines, two blanks deeper. */
export function block(head: string, lines: readonly string[]): readonly string[] {
  return [`${head} {`, ...lines.map((line) => `  ${line}`), "}"];
}
