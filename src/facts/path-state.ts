import { blob } from "../model/blob.ts";
import type { Content } from "../model/content.ts";
import { type Ask, type Fact, missing } from "../model/fact.ts";
import { FromHost } from "../model/from-host.ts";
import { letsOthersRead } from "../model/rights.ts";
import { Secret } from "../model/secret.ts";
import { type PathQuestion, type PathState, parseProbe, probeScript } from "./path-probe.ts";

/** Bytes of a file's content that come along for a diff; of a larger one nothing does. */
const CONTENT_LIMIT = 64 * 1024;

/** What is at each path: its type and rights, and of a regular file whether it holds what is wanted. Not for /proc or /sys, whose files have no size. */
export const pathState: Fact<PathQuestion, PathState> = {
  name: "path-state",
  timeoutMs: 120_000,
  script: (questions) => probeScript(questions, CONTENT_LIMIT),
  parse: (output, questions) => parseProbe(output, questions, CONTENT_LIMIT),
};

/** Asks what is at a path; on a host without the tools to tell, nothing is. */
export async function askPath(ask: Ask, question: PathQuestion): Promise<PathState> {
  const seen = await ask(pathState, question);
  return seen === missing ? { type: "absent" } : seen;
}

/**
 * What may be shown of a path's old content: its size where the content is not known, or where others could not read it so far and now shall:
 * there may have been a secret in it. `undefined` where there is no file.
 */
export function shownContent(seen: PathState, want: { readonly mode: string }): Uint8Array | { readonly size: number } | undefined {
  if (seen.type !== "file") return undefined;
  return letsOthersRead(want.mode) && !letsOthersRead(seen.mode) ? { size: seen.size } : (seen.content ?? { size: seen.size });
}

/** A file as far as its question depends on it. */
interface WantedFile {
  readonly content?: Content | FromHost<Content> | undefined;
  readonly mode: string;
}

/**
 * The `want` of a question about a file that shall hold this, or shall not be there: the digest where the content is known by now. A host does not
 * send what a secret replaces, for that is the old secret; nor what is replaced by content that may come to be one, in a file that others cannot read.
 */
export function wantOf({ content, mode }: WantedFile): string {
  if (content === undefined) return "rights";
  if (content instanceof FromHost) return letsOthersRead(mode) ? "content" : "digest";
  return content instanceof Secret ? "digest" : blob(content).sha256;
}
