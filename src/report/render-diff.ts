import { structuredPatch } from "diff/lib/patch/create.js";
import type { Diff } from "../model/change.ts";
import { harmless, harmlessLine } from "./harmless.ts";
import type { Paint } from "./paint.ts";

/** Lines of one diff that are shown; what is left out is counted. */
const MAX_LINES = 200;

/** Characters of one line that are shown. */
const MAX_WIDTH = 400;

/** Edits after which two texts count as different throughout; finding the smallest diff would take seconds. */
const MAX_EDITS = 1000;

/** Renders what a change does to what is there: its note, its properties one a line, its content as a unified diff (POSIX `diff -U 3`). */
export function renderDiff(diff: Diff, paint: Paint): readonly string[] {
  const note = diff.note === undefined ? [] : limited(harmless(diff.note).split("\n")).map((line) => paint.aside(line));
  const fields = (diff.fields ?? []).map(
    ({ name, before, after }) =>
      `${harmlessLine(name)}: ${paint.removed(shorten(harmlessLine(before)))} -> ${paint.added(shorten(harmlessLine(after)))}`,
  );
  return [...note, ...fields, ...(diff.content ? renderContent(diff.content, paint) : [])];
}

function renderContent({ before, after }: NonNullable<Diff["content"]>, paint: Paint): readonly string[] {
  const patch = structuredPatch("", "", harmless(before ?? ""), harmless(after ?? ""), "", "", { context: 3, maxEditLength: MAX_EDITS });
  if (patch === undefined) return [paint.aside(`${countLines(before)} replaced by ${countLines(after)}, too different for a diff`)];
  const lines = patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines: body }) => [
    paint.aside(`@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@`),
    ...body.map((line) => paintLine(shorten(line), paint)),
  ]);
  return limited(lines, paint);
}

function limited(lines: readonly string[], paint?: Paint): readonly string[] {
  if (lines.length <= MAX_LINES) return lines;
  const rest = `… ${lines.length - MAX_LINES} more lines`;
  return [...lines.slice(0, MAX_LINES), paint === undefined ? rest : paint.aside(rest)];
}

function paintLine(line: string, paint: Paint): string {
  if (line.startsWith("+")) return paint.added(line);
  if (line.startsWith("-")) return paint.removed(line);
  return line;
}

/** A range as in GNU diff: an empty one is named by the line before it. */
function range(start: number, lines: number): string {
  if (lines === 0) return `${start - 1},0`;
  return lines === 1 ? String(start) : `${start},${lines}`;
}

function countLines(text: string | undefined): string {
  const count = (text ?? "").split("\n").length - (text?.endsWith("\n") === true ? 1 : 0);
  return count === 1 ? "1 line" : `${count} lines`;
}

function shorten(line: string): string {
  return line.length <= MAX_WIDTH ? line : `${line.slice(0, MAX_WIDTH)}… (${line.length - MAX_WIDTH} more characters)`;
}
