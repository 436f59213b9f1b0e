import { editFile } from "../shell/edit-file.ts";
import type { Command } from "../shell/sh.ts";
import { blob, blobPath } from "./blob.ts";
import type { ChangeDraft } from "./change.ts";
import { joinLines } from "./content.ts";

/** An edit of a text file, with what it is expected to make of the text that was seen. */
export interface TextEdit {
  readonly path: string;
  /** The text that is there; `undefined` where there is no regular file. */
  readonly before: string | undefined;
  readonly after: readonly string[];
  /** See `editFile`; its specification travels beside the commands, for it may hold a secret. */
  readonly filter: Command;
  readonly spec: string;
  readonly create: boolean;
  readonly validate: readonly string[] | undefined;
}

/** The change that makes an edit on the host, from the text that is there by then. */
export function textEdit({ path, before, after, filter, spec, create, validate = [] }: TextEdit): ChangeDraft {
  const bytes = blob(spec);
  const isThere = before !== undefined;
  return {
    title: `edit ${path}`,
    diff: { content: { before, after: joinLines(after) } },
    commands: [editFile({ path, filter, source: blobPath(bytes), sha256: bytes.sha256, isThere, create, validate })],
    blobs: [bytes],
  };
}
