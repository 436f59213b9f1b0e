import { content } from "./content.ts";
import { deferrable } from "./from-host.ts";
import { absolutePath } from "./path.ts";
import { mode, owner } from "./rights.ts";

/** The properties by which a kind declares a whole file: where it is, all that is in it, and who may do what with it. */
export const declaredFile = {
  path: absolutePath.describe("Where the file is. Its folder must be there."),
  content: deferrable(content).optional().describe("All that is in it: text, a secret, bytes, or a file of the controller (`localFile`)."),
  owner: owner.default("root").describe("Account that owns it, by name or number."),
  group: owner.default("root").describe("Group that owns it, by name or number."),
  mode: mode
    .optional()
    .describe(
      "Permission bits, as three or four octal digits in quotes. Default: 0644, or 0600 for a secret, which others may never read.",
    ),
};
