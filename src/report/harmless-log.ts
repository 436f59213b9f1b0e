import { harmless } from "./harmless.ts";

const ESC = "\u001b";
const COLOUR = new RegExp(`(${ESC}\\[[0-9;:]*m)`);
const RESET = `${ESC}[0m`;

/**
 * Does what `harmless` does for the lines of a log: their colours and bold letters stay where `colour` is wanted, each to the end of its line, and go
 * where it is not.
 */
export function harmlessLog(text: string, { colour }: { readonly colour: boolean }): string {
  return text
    .replaceAll("\r\n", "\n")
    .split("\n")
    .map((line) => harmlessLogLine(line, colour))
    .join("\n");
}

function harmlessLogLine(line: string, colour: boolean): string {
  const parts = line.split(COLOUR);
  if (parts.length === 1) return harmless(line);
  const shown = parts.map((part, index) => (index % 2 === 0 ? harmless(part) : colour ? part : ""));
  return `${shown.join("")}${colour ? RESET : ""}`;
}
