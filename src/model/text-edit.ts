import { z } from "zod";
import { editFile } from "../shell/edit-file.ts";
import type { Command } from "../shell/sh.ts";
import { blob, blobPath } from "./blob.ts";
import type { ChangeDraft } from "./change.ts";
import { joinLines } from "./content.ts";
import { absolutePath } from "./path.ts";
import { letsOthersRead } from "./rights.ts";
import { Secret } from "./secret.ts";

/** The property of a kind that edits a text file which says where that is. */
export const editedPath = absolutePath.describe("The text file, up to 1 MiB of UTF-8. A symlink is an error: name what it leads to.");

/** Properties of such a kind that say how it edits. */
export const editing = {
  create: z
    .boolean()
    .default(false)
    .describe("Whether the file is made, as root:root 0644 (0600 for a secret), where it is not there; otherwise that is an error."),
  validate: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("A program's words that must accept the new content first; `%s` is where it lies until then."),
};

/** An edit of a text file, with what it is expected to make of the text that was seen. */
export interface TextEdit {
  readonly path: string;
  /** The text that is there; `undefined` where there is no regular file. */
  readonly before: string | undefined;
  readonly after: readonly string[];
  /** See `editFile`; its specification travels beside the commands, for it may hold a secret. */
  readonly filter: Command;
  readonly spec: string;
  /** May the file be made? As root:root 0644, or 0600 where the text is hidden. */
  readonly create: boolean;
  /** The names of the secrets in the old or the new text, of which nothing is shown then. */
  readonly hidden: readonly string[] | undefined;
  readonly validate: readonly string[] | undefined;
}

/** The change that makes an edit on the host, from the text that is there by then. */
export function textEdit({ path, before, after, filter, spec, create, hidden, validate = [] }: TextEdit): ChangeDraft {
  const bytes = blob(hidden === undefined ? spec : new Secret(hidden, spec));
  const mode = hidden === undefined ? "644" : "600";
  const edit = { path, filter, source: blobPath(bytes), sha256: bytes.sha256, isThere: before !== undefined, validate };
  return {
    title: `edit ${path}`,
    diff: hidden === undefined ? { content: { before, after: joinLines(after) } } : { note: `lines with «${hidden.join(", ")}»` },
    commands: [editFile({ ...edit, create: create ? mode : undefined })],
    blobs: [bytes],
  };
}

/** What is there, and whether the text goes. */
interface Around {
  readonly seen: { readonly type: string; readonly mode?: string };
  readonly absent: boolean;
}

/** What a text edit must hide: the secrets of the new text; and all of an old one that goes from a file that others may not read. */
export function hiddenIn(text: unknown, { seen, absent }: Around): readonly string[] | undefined {
  if (text instanceof Secret) return text.names;
  return absent && seen.mode !== undefined && !letsOthersRead(seen.mode) ? ["what was there"] : undefined;
}
