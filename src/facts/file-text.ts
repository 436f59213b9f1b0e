import { type Ask, type Fact, missing } from "../model/fact.ts";
import { Failure } from "../model/failure.ts";
import { textOf } from "../model/content.ts";
import { type PathState, parseProbe, probeScript } from "./path-probe.ts";

/** Bytes; a file that is edited by lines is smaller. */
const TEXT_LIMIT = 1024 * 1024;

/** A regular file's text, or what else is there. */
export type FileText =
  | { readonly type: "file"; readonly text: string; readonly mode: string }
  | { readonly type: Exclude<PathState["type"], "file"> };

/** The whole text of each file, up to 1 MiB; a larger one, or one that is no UTF-8 text, is a failure. */
export const fileText: Fact<string, FileText> = {
  name: "file-text",
  timeoutMs: 120_000,
  script: (paths) => probeScript(paths.map(wholeFile), TEXT_LIMIT),
  parse(output, paths) {
    const questions = paths.map(wholeFile);
    const seen = parseProbe(output, questions, TEXT_LIMIT);
    return questions.flatMap(({ path }, index) => seen.slice(index, index + 1).map((one) => readText(path, one)));
  },
};

/** Asks for a file's text; on a host without the tools to tell, there is none. */
export async function askText(ask: Ask, path: string): Promise<FileText> {
  const seen = await ask(fileText, path);
  return seen === missing ? { type: "absent" } : seen;
}

function wholeFile(path: string): { readonly path: string; readonly want: string } {
  return { path, want: "content" };
}

function readText(path: string, seen: PathState | Failure): FileText | Failure {
  if (seen instanceof Failure) return seen;
  if (seen.type !== "file") return { type: seen.type };
  if (seen.content === undefined)
    return new Failure("FACT_FAILED", path, `Cannot read ${path}: its ${seen.size} bytes are more than 1 MiB`);
  const text = textOf(seen.content);
  return text === undefined
    ? new Failure("FACT_FAILED", path, `Cannot read ${path}: it is no UTF-8 text`)
    : { type: "file", text, mode: seen.mode };
}
