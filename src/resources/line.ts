import { z } from "zod";
import { askText, type FileText } from "../facts/file-text.ts";
import { linesOf } from "../model/content.ts";
import { deferrable, FromHost } from "../model/from-host.ts";
import { defineKind } from "../model/kind.ts";
import { refuseOpen } from "../model/rights.ts";
import { sealable, type Sealed, Secret, unsealed } from "../model/secret.ts";
import { editedPath, editing, hiddenIn, textEdit } from "../model/text-edit.ts";
import { editLines, type LineEdit, lineFilter, lineSpec } from "../shell/edit-line.ts";

const Line = z.string().regex(/^[^\n\0]+$/, "must be one line that is not empty");
const Pattern = z.string().refine(isPattern, { error: "must be a regular expression of JavaScript", abort: true });

const Props = z
  .strictObject({
    path: editedPath,
    line: deferrable(sealable(Line))
      .optional()
      .describe("The whole line, without its end; a secret only in a file that others cannot read."),
    match: Pattern.optional().describe(
      "A regular expression (JavaScript's): the last line that it fits becomes `line`. With `absent`: every line that it fits goes.",
    ),
    after: Pattern.optional().describe(
      "Where no line fits: `line` comes after the last one that this fits. Default, also where that fits none: at the end.",
    ),
    ...editing,
    absent: z.boolean().default(false).describe("Whether the line, or every line that `match` fits, must not be there."),
  })
  .refine((want) => (want.absent ? (want.line === undefined) !== (want.match === undefined) : want.line !== undefined), {
    error: "must be there, or `match` in its place with `absent`",
    path: ["line"],
  })
  .refine(({ line, match }) => line === undefined || line instanceof FromHost || matcher(match ?? "")(unsealed(line)), {
    error: "must fit `line` too, or each run would replace one more line",
    path: ["match"],
  })
  .refine(({ line, match }) => !(line instanceof Secret) || match !== undefined, {
    error: "must be there for a `line` that is a secret: it finds the old one, and stands in the resource's id",
    path: ["match"],
  });

type Want = Pick<z.output<typeof Props>, "match" | "after"> & { readonly line?: Sealed | undefined };

/**
 * One line of a text file that belongs to somebody else; owner, mode and all other lines stay. Several of one file work one after another.
 *
 * @example line({ path: "/etc/ssh/sshd_config", line: "PermitRootLogin no", match: "^#?PermitRootLogin\\b" })
 */
export const line = defineKind("line", {
  description: "A text file holds this line, or does not.",
  props: Props,
  id: ({ path, line, match }) => `${path}:${match ?? (typeof line === "string" ? line : "")}`,
  observe: async ({ path }, ask) => await askText(ask, path),
  absence({ path, line, match, absent }) {
    if (absent) return "nothing";
    if (typeof line === "string") return { path, line, absent: true };
    return match === undefined ? undefined : { path, match, absent: true };
  },
  paths: ({ path }) => [path],
  plan(want, seen) {
    const { path, line = "", create, absent, validate } = want;
    if (absent && seen.type === "absent") return [];
    if (seen.type === "file") refuseOpen({ path, content: line, mode: seen.mode });
    const { before, lines } = textIn(seen);
    const edit = absent && before !== undefined ? removal(want, lines) : placing({ ...want, line: unsealed(line) }, lines);
    if (edit === undefined) return [];
    const after = editLines(lines, edit);
    const hidden = hiddenIn(line, { seen, absent });
    return [textEdit({ path, before, after, filter: lineFilter(edit), spec: lineSpec(edit), create: create && !absent, hidden, validate })];
  },
});

function textIn(seen: FileText): { readonly before: string | undefined; readonly lines: readonly string[] } {
  const before = seen.type === "file" ? seen.text : undefined;
  return { before, lines: linesOf(before ?? "") };
}

function removal({ line, match }: Want, lines: readonly string[]): LineEdit | undefined {
  const fits = matcher(match);
  const gone = new Set(lines.filter((one) => one === line || fits(one)));
  return gone.size === 0 ? undefined : { op: "remove", lines: [...gone] };
}

function placing({ line, match, after }: Want & { readonly line: string }, lines: readonly string[]): LineEdit | undefined {
  const old = lines.findLast(matcher(match));
  if (old !== undefined) return old === line ? undefined : { op: "replace", old, line };
  if (lines.includes(line)) return undefined;
  const anchor = lines.findLast(matcher(after));
  return { op: "insert", line, ...(anchor !== undefined && { after: anchor }) };
}

function matcher(pattern: string | undefined): (line: string) => boolean {
  if (pattern === undefined) return () => false;
  const expression = new RegExp(pattern, "u");
  return (line) => expression.test(line);
}

function isPattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, "u") instanceof RegExp;
  } catch {
    return false;
  }
}
