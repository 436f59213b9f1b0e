import { blob } from "../model/blob.ts";
import type { Content } from "../model/content.ts";
import { type Ask, type Fact, missing } from "../model/fact.ts";
import { FromHost } from "../model/from-host.ts";
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

/** The `want` of a question about a file that shall hold this, or shall not be there: the digest where the content is known by now. */
export function wantOf(content: Content | FromHost<Content> | undefined): string {
  if (content === undefined) return "rights";
  return content instanceof FromHost ? "content" : blob(content).sha256;
}
