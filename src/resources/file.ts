import { z } from "zod";
import type { PathState } from "../facts/path-probe.ts";
import { askPath, shownContent, wantOf } from "../facts/path-state.ts";
import { blob, blobPath } from "../model/blob.ts";
import type { ChangeDraft, Diff } from "../model/change.ts";
import { type Content, contentDiff } from "../model/content.ts";
import { declaredFile } from "../model/declared-file.ts";
import { defineKind } from "../model/kind.ts";
import { isKept, openSecret, refuseOpen, rightsDiff, type WantedRights, withMode } from "../model/rights.ts";
import { removeFile, replaceFile, setFileRights } from "../shell/replace-file.ts";

const Props = z
  .strictObject({
    ...declaredFile,
    validate: z
      .array(z.string())
      .min(1)
      .optional()
      .describe("A program's words that must accept the content before it is put in place; `%s` is where it lies until then."),
    absent: z.boolean().default(false).describe("Whether no file must be there. A folder in its place is an error."),
  })
  .transform(withMode)
  .refine(isKept, { error: openSecret, path: ["mode"] })
  .refine((want) => want.absent === (want.content === undefined), {
    error: "must be there, unless `absent`, and only then",
    path: ["content"],
  });

interface Want extends WantedRights {
  readonly path: string;
  readonly validate?: readonly string[] | undefined;
}

/**
 * A regular file with exactly this content and these rights; those that are not given are root, root and 0644. A symlink in its place is replaced,
 * never followed. It is replaced in one step, so that nobody ever reads half of it; a mount point, such as /etc/hosts in a container, is
 * written in place.
 *
 * @example file({ path: "/etc/sudoers.d/ops", content: "%ops ALL=(ALL) ALL\n", mode: "0440", validate: ["visudo", "-cf", "%s"] })
 */
export const file = defineKind("file", {
  description: "A file has exactly this content, owner, group and mode, or is absent.",
  props: Props,
  id: ({ path }) => path,
  observe: async (want, ask) => await askPath(ask, { path: want.path, want: wantOf(want) }),
  absence: ({ path, absent }) => (absent ? "nothing" : { path, absent: true }),
  paths: ({ path }) => [path],
  plan(want, seen) {
    refuseOpen(want);
    if (want.content === undefined)
      return seen.type === "absent" ? [] : [{ title: `remove ${want.path}`, commands: [removeFile(want.path)] }];
    const fields = seen.type === "file" ? rightsDiff(want, seen) : [];
    if (seen.type !== "file" || seen.sha256 !== blob(want.content).sha256) return [write(want, want.content, seen)];
    if (fields.length === 0) return [];
    const names = fields.map(({ name }) => name).join(", ");
    return [{ title: `set ${names} of ${want.path}`, diff: { fields }, commands: [setFileRights(want)] }];
  },
});

function write(want: Want, content: Content, seen: PathState): ChangeDraft {
  const bytes = blob(content);
  const { path, owner, group, mode, validate = [] } = want;
  return {
    title: `write ${path}`,
    diff: diffOf(want, content, seen),
    commands: [replaceFile({ path, owner, group, mode, validate, source: blobPath(bytes), sha256: bytes.sha256 })],
    blobs: [bytes],
  };
}

function diffOf(want: WantedRights, content: Content, seen: PathState): Diff {
  if (seen.type === "absent") return contentDiff(undefined, content);
  if (seen.type === "file") return { ...contentDiff(shownContent(seen, want), content), fields: rightsDiff(want, seen) };
  return { ...contentDiff(undefined, content), fields: [{ name: "type", before: seen.type, after: "file" }] };
}
