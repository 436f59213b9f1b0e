/** A column: its heading and on which side its words stand. */
export interface Column {
  readonly heading: string;
  readonly align?: "right";
}

/** Renders rows of words as a table for a reader: columns two spaces apart, no lines, no trailing space. Words are harmless already; in the last column they may be coloured. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ heading }, index) =>
    Math.max(...[heading, ...rows.map((row) => row[index] ?? "")].map((word) => [...word].length)),
  );
  const render = (row: readonly string[]): string =>
    `${columns
      .map(({ align }, index) => pad(row[index] ?? "", widths[index] ?? 0, align))
      .join("  ")
      .trimEnd()}\n`;
  return [columns.map(({ heading }) => heading), ...rows].map(render).join("");
}

function pad(word: string, width: number, align: "right" | undefined): string {
  const space = " ".repeat(width - [...word].length);
  return align === "right" ? space + word : word + space;
}
