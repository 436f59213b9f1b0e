import { type Blob, blob, blobPath } from "../model/blob.ts";
import type { Diff, FieldDiff } from "../model/change.ts";
import { type Content, contentDiff, joinLines, linesOf } from "../model/content.ts";
import { rightsDiff, type WantedRights } from "../model/rights.ts";
import type { SwapFile } from "../shell/swap-files.ts";
import type { PathState } from "./path-probe.ts";
import { shownContent } from "./path-state.ts";

/** A file as it shall be; without content it shall not be there. */
export interface WantedFile extends WantedRights {
  readonly path: string;
  readonly content?: Content | undefined;
}

/** A file with what is there. */
export interface SeenFile {
  readonly want: WantedFile;
  readonly seen: PathState;
}

/** Is it not as it shall be? */
export function isFileDue({ want, seen }: SeenFile): boolean {
  if (want.content === undefined) return seen.type !== "absent";
  return seen.type !== "file" || seen.sha256 !== blob(want.content).sha256 || rightsDiff(want, seen).length > 0;
}

/** A file for `swapFiles`, its content as it arrives on the host. */
export function swapFile({ path, owner, group, mode, content }: WantedFile): SwapFile {
  const bytes = content === undefined ? undefined : blob(content);
  return { path, owner, group, mode, content: bytes && { source: blobPath(bytes), sha256: bytes.sha256 } };
}

/** What travels for files. */
export function blobsOf(files: readonly SeenFile[]): readonly Blob[] {
  return files.flatMap(({ want: { content } }) => (content === undefined ? [] : [blob(content)]));
}

/** What becomes of several files, as one: their texts one after another, each under its path. */
export function filesDiff(due: readonly SeenFile[], isInterrupted: boolean): Diff {
  const diffs = due.map(({ want, seen }) => ({ path: want.path, ...fileDiff(want, seen) }));
  const notes = diffs.flatMap(({ path, note }) => (note === undefined ? [] : [`${path}: ${note}`]));
  if (isInterrupted) notes.unshift("an interrupted run left it half written");
  return {
    content: { before: chapters(diffs, "before"), after: chapters(diffs, "after") },
    fields: diffs.flatMap(({ path, fields = [] }) => fields.map((field): FieldDiff => ({ ...field, name: `${path} ${field.name}` }))),
    ...(notes.length > 0 && { note: notes.join("\n") }),
  };
}

function fileDiff({ content, ...want }: WantedFile, seen: PathState): Diff {
  if (content === undefined) return { note: "is removed" };
  return { ...contentDiff(shownContent(seen, want), content), fields: seen.type === "file" ? rightsDiff(want, seen) : [] };
}

/** The files' texts one after another, each under its path; one that is not there has no chapter. */
function chapters(diffs: readonly (Diff & { readonly path: string })[], side: "before" | "after"): string {
  const texts = diffs.map(({ path, content }) => ({ path, text: content?.[side] }));
  return texts.map(({ path, text }) => (text === undefined ? "" : `── ${path}\n${joinLines(linesOf(text))}`)).join("");
}
