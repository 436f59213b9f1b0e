import { z } from "zod";
import { askText } from "../facts/file-text.ts";
import { joinLines, linesOf } from "../model/content.ts";
import { deferrable } from "../model/from-host.ts";
import { defineKind } from "../model/kind.ts";
import { refuseOpen } from "../model/rights.ts";
import { sealable, unsealed } from "../model/secret.ts";
import { editedPath, editing, hiddenIn, textEdit } from "../model/text-edit.ts";
import { blockFilter, blockSpec, editBlock } from "../shell/edit-block.ts";

const OneLine = /^[^\n\0]*$/;
const Text = z
  .string()
  .regex(/^[^\0]*$/, "must be text, without a NUL")
  .refine((text) => !/(?:BEGIN|END) infra /.test(text), "must not hold the words of a marker: BEGIN infra, END infra");

const Props = z
  .strictObject({
    path: editedPath,
    name: z
      .string()
      .regex(/^[^\n\0]+$/, "must be one line that is not empty")
      .describe("Tells it from other blocks of the file; it stands in the markers."),
    content: deferrable(sealable(Text))
      .optional()
      .describe("The lines between the markers; a secret only in a file that others cannot read."),
    comment: z.string().regex(OneLine, "must be one line").default("#").describe("How a comment begins in this file."),
    ...editing,
    absent: z.boolean().default(false).describe("Whether the block and its markers must not be there."),
  })
  .refine(({ absent, content }) => absent === (content === undefined), {
    error: "must be there, unless `absent`, and only then",
    path: ["content"],
  });

/**
 * Some lines of a text file that belongs to somebody else, between two markers, `# BEGIN infra NAME` and `# END infra NAME`. They stay where the
 * markers are; new ones come to the end. Owner, mode and all other lines stay.
 *
 * @example block({ path: "/etc/hosts", name: "fleet", content: "203.0.113.1 eu\n203.0.113.2 us\n" })
 */
export const block = defineKind("block", {
  description: "A text file holds these lines between two markers, or does not.",
  props: Props,
  id: ({ path, name }) => `${path}:${name}`,
  observe: async ({ path }, ask) => await askText(ask, path),
  absence: ({ path, name, comment, absent }) => (absent ? "nothing" : { path, name, comment, absent: true }),
  paths: ({ path }) => [path],
  plan(want, seen) {
    const { path, content, create, absent, validate } = want;
    if (absent && seen.type === "absent") return [];
    if (seen.type === "file") refuseOpen({ path, content, mode: seen.mode });
    const edit = { ...markers(want), body: content === undefined ? undefined : linesOf(unsealed(content)) };
    const before = seen.type === "file" ? seen.text : undefined;
    const lines = linesOf(before ?? "");
    const after = editBlock(lines, edit);
    if (before !== undefined && joinLines(after) === joinLines(lines)) return [];
    const hidden = hiddenIn(content, { seen, absent });
    return [textEdit({ path, before, after, filter: blockFilter, spec: blockSpec(edit), create: create && !absent, hidden, validate })];
  },
});

function markers({ comment, name }: { readonly comment: string; readonly name: string }): { readonly begin: string; readonly end: string } {
  return { begin: `${comment} BEGIN infra ${name}`.trimStart(), end: `${comment} END infra ${name}`.trimStart() };
}
