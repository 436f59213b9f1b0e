import { z } from "zod";
import type { PathState } from "../facts/path-probe.ts";
import { askPath } from "../facts/path-state.ts";
import { deferrable } from "../model/from-host.ts";
import { defineKind } from "../model/kind.ts";
import { absolutePath } from "../model/path.ts";
import { makeSymlink, removeSymlink } from "../shell/make-symlink.ts";

const Target = z.string().regex(/^[^\0]+$/, "must be a path, absolute or from the link's folder");

const Props = z
  .strictObject({
    path: absolutePath.describe("Where the symlink is. Its folder must be there."),
    target: deferrable(Target).optional().describe("What it leads to, as it is written into it; that need not be there."),
    absent: z.boolean().default(false).describe("Whether no symlink must be there. A file or folder in its place is an error."),
  })
  .refine(({ absent, target }) => absent === (target === undefined), {
    error: "must be there, unless `absent`, and only then",
    path: ["target"],
  });

/**
 * A symlink. A file or another symlink in its place is replaced in one step, a folder never. Who owns the link is not looked at.
 *
 * @example symlink({ path: "/etc/nginx/sites-enabled/blog", target: "../sites-available/blog" })
 */
export const symlink = defineKind("symlink", {
  description: "A symlink leads to this target, or is absent.",
  props: Props,
  id: ({ path }) => path,
  observe: async ({ path }, ask) => await askPath(ask, { path, want: "rights" }),
  absence: ({ path, absent }) => (absent ? "nothing" : { path, absent: true }),
  paths: ({ path }) => [path],
  plan({ path, target }, seen) {
    if (target === undefined) return seen.type === "absent" ? [] : [{ title: `remove ${path}`, commands: [removeSymlink(path)] }];
    if (seen.type === "symlink" && seen.target === target) return [];
    const field = { name: "target", before: before(seen), after: target };
    return [{ title: `link ${path} to ${target}`, diff: { fields: [field] }, commands: [makeSymlink(path, target)] }];
  },
});

function before(seen: PathState): string {
  return seen.type === "symlink" ? seen.target : seen.type;
}
