import { resolve } from "node:path";
import { parseYaml } from "../formats/parse-yaml.ts";
import { namesOfPairs } from "../inventory/extra-vars.ts";
import { Failure } from "../model/failure.ts";

/** Extra variables (`-e`) as they may be written to a file: which files they came from, and the names of all others, never their values. */
export interface KeptExtraVars {
  /** Paths, absolute. */
  readonly files: readonly string[];
  readonly names: readonly string[];
}

/** What of given extra variables may be kept. */
export function keptExtraVars(given: readonly string[], folder: string): KeptExtraVars {
  return {
    files: given.filter(isFile).map((text) => resolve(folder, text.slice(1))),
    names: [...new Set(given.filter((text) => !isFile(text)).flatMap(namesIn))],
  };
}

/** The extra variables of an earlier run: its files, and its values as they are given again. Throws `USAGE` where one is missing. */
export function extraVarsAgain({ files, names }: KeptExtraVars, given: readonly string[]): readonly string[] {
  const again = new Set(given.flatMap(namesIn));
  const missing = names.filter((name) => !again.has(name));
  if (missing.length === 0) return [...files.map((path) => `@${path}`), ...given];
  const message = `Cannot go on without the values of ${missing.join(", ")}: values of -e are not kept, for they may be secrets`;
  throw new Failure("USAGE", "-e", message, { hint: "Give the same -e again" });
}

function isFile(text: string): boolean {
  return text.startsWith("@");
}

function namesIn(text: string): readonly string[] {
  if (isFile(text)) return [];
  if (!text.startsWith("{")) return namesOfPairs(text);
  const { root } = parseYaml(text, "-e");
  return root?.kind === "mapping" ? [...root.entries.keys()] : [];
}
