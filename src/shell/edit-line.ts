import { type Command, sh } from "./sh.ts";

/** An edit by exact lines: found by a regular expression on the controller, done on the host without one. */
export type LineEdit =
  /** The last line that reads `old` becomes `line`. */
  | { readonly op: "replace"; readonly old: string; readonly line: string }
  /** `line` comes after the last one that reads `after`, or to the end, unless it is there already. */
  | { readonly op: "insert"; readonly line: string; readonly after?: string }
  /** Every line that reads like one of these goes. */
  | { readonly op: "remove"; readonly lines: readonly string[] };

/** Tells what a text's lines become; the same as `lineFilter` does on the host. The lines that the edit speaks of must be there. */
export function editLines(lines: readonly string[], edit: LineEdit): readonly string[] {
  if (edit.op === "remove") return lines.filter((line) => !edit.lines.includes(line));
  if (edit.op === "replace") return lines.with(lines.lastIndexOf(edit.old), edit.line);
  if (lines.includes(edit.line)) return lines;
  return lines.toSpliced(edit.after === undefined ? lines.length : lines.lastIndexOf(edit.after) + 1, 0, edit.line);
}

/** The specification that `lineFilter` reads. */
export function lineSpec(edit: LineEdit): string {
  if (edit.op === "remove") return edit.lines.map((line) => `${line}\n`).join("");
  const anchor = edit.op === "replace" ? edit.old : edit.after;
  return anchor === undefined ? `${edit.line}\n` : `${edit.line}\n${anchor}\n`;
}

/** An awk program (mawk, too) over a specification and a text. Fails where the line to replace or to insert after is gone, unless the wanted one is there. */
export function lineFilter({ op }: LineEdit): Command {
  return sh`awk -v op=${op} '
  function print_all(  i) { for (i = 1; i <= n; i++) print line[i] }
  function last(text,  i) { for (i = n; i > 0; i--) if (line[i] == text) return i; return 0 }
  FNR == NR { spec[FNR] = $0 ""; size = FNR; gone[$0 ""]; next }
  { line[++n] = $0 "" }
  END {
    if (op == "remove") { for (i = 1; i <= n; i++) if (!(line[i] in gone)) print line[i]; exit }
    at = size > 1 ? last(spec[2]) : n
    if (op == "replace" ? at == 0 : last(spec[1])) { print_all(); exit !last(spec[1]) }
    if (op == "insert" && size > 1 && at == 0) exit 1
    if (op == "replace") { line[at] = spec[1]; print_all(); exit }
    for (i = 1; i <= at; i++) print line[i]
    print spec[1]
    for (; i <= n; i++) print line[i]
  }'`;
}
