import { z } from "zod";
import { askPath } from "../facts/path-state.ts";
import { defineKind } from "../model/kind.ts";
import { absolutePath } from "../model/path.ts";
import { mode, owner, rightsDiff } from "../model/rights.ts";
import { makeFolder, removeFolder } from "../shell/make-folder.ts";

const Props = z
  .strictObject({
    path: absolutePath.describe("Where the folder is. The one that it is in must be there."),
    owner: owner.default("root").describe("Account that owns it, by name or number."),
    group: owner.default("root").describe("Group that owns it, by name or number."),
    mode: mode.default("0755").describe("Permission bits, as three or four octal digits in quotes."),
    absent: z.boolean().default(false).describe("Whether no folder must be there. A file in its place is an error."),
    recurse: z.boolean().default(false).describe("Whether one that is not empty is removed with all that is in it; only with `absent`."),
    onlyEmpty: z.boolean().default(false).describe("Whether one that is not empty stays, and is no error; only with `absent`."),
  })
  .refine(({ absent, recurse }) => absent || !recurse, { error: "goes with `absent` only", path: ["recurse"] })
  .refine(({ absent, recurse, onlyEmpty }) => !onlyEmpty || (absent && !recurse), {
    error: "goes with `absent` only, and not with `recurse`",
    path: ["onlyEmpty"],
  });

/**
 * A folder with these rights; those that are not given are root, root and 0755. What is in it is not looked at. A symlink in its place is replaced;
 * a file in its place is an error, for nothing is ever removed that was not named.
 *
 * @example directory({ path: "/srv/www", owner: "www-data", group: "www-data" })
 */
export const directory = defineKind("directory", {
  description: "A folder is there with these rights, or is absent.",
  props: Props,
  id: ({ path }) => path,
  observe: async ({ path }, ask) => await askPath(ask, { path, want: "rights" }),
  absence: ({ path, absent }) => (absent ? "nothing" : { path, absent: true, onlyEmpty: true }),
  paths: ({ path }) => [path],
  plan(want, seen) {
    const { path, owner, group, mode, absent } = want;
    if (absent) return seen.type === "absent" ? [] : [{ title: `remove ${path}`, commands: [removeFolder(path, want)] }];
    const commands = [makeFolder({ path, owner, group, mode })];
    if (seen.type === "absent") return [{ title: `make folder ${path}`, commands }];
    if (seen.type !== "directory") {
      return [{ title: `make folder ${path}`, diff: { fields: [{ name: "type", before: seen.type, after: "directory" }] }, commands }];
    }
    const fields = rightsDiff(want, seen);
    const names = fields.map(({ name }) => name).join(", ");
    return fields.length === 0 ? [] : [{ title: `set ${names} of ${path}`, diff: { fields }, commands }];
  },
});
