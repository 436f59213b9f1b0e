/** One paragraph of a deb822 file: field names in lower case; the lines of a folded value are joined by newlines. */
export type Deb822Paragraph = ReadonlyMap<string, string>;

/**
 * Reads a file in Debian's control format (deb822(5)), as apt's `.sources` files are written. Comments are dropped, also between
 * the lines of a folded value; a line that belongs to no field is ignored, as apt reports it better than we could.
 */
export function parseDeb822(text: string): readonly Deb822Paragraph[] {
  const lines = text.split("\n").filter((line) => !line.startsWith("#"));
  const paragraphs = lines.join("\n").split(/\n(?:[ \t]*\n)+/);
  return paragraphs.map(parseParagraph).filter(({ size }) => size > 0);
}

/** Writes one paragraph with its fields in the order given. A value that is not one line is a RangeError: nothing could inject a field. */
export function renderDeb822(fields: readonly (readonly [name: string, value: string])[]): string {
  return fields
    .map(([name, value]) => {
      if (/[\n\r]/.test(value)) throw new RangeError(`Cannot write field "${name}": its value is not one line: ${JSON.stringify(value)}`);
      return `${name}: ${value}\n`;
    })
    .join("");
}

function parseParagraph(text: string): Deb822Paragraph {
  const fields: { readonly name: string; readonly lines: string[] }[] = [];
  for (const line of text.split("\n")) {
    const [, name, value = ""] = /^([^\s:]+)[ \t]*:(.*)$/s.exec(line) ?? [];
    if (name !== undefined) fields.push({ name: name.toLowerCase(), lines: [value.trim()] });
    else if (/^[ \t]/.test(line)) fields.at(-1)?.lines.push(line.trim());
  }
  return new Map(fields.map(({ name, lines }) => [name, lines.join("\n")]));
}
