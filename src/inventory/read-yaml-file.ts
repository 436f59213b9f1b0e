import { readFileSync, statSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { parseYaml } from "../formats/parse-yaml.ts";
import type { Placed } from "../formats/placed.ts";
import type { Findings } from "./findings.ts";

/** No file that a person writes is larger, in bytes. */
const MAX_BYTES = 8 * 1024 * 1024;

/** How a whole file begins that `ansible-vault encrypt` wrote. */
const VAULT_HEADER = "$ANSIBLE_VAULT;";

/** Reads a YAML or JSON file; `undefined` where it is empty or has mistakes, which go into the findings. */
export function readYamlFile(
  path: string,
  { folder, findings }: { readonly folder: string; readonly findings: Findings },
): Placed | undefined {
  const file = shownPath(path, folder);
  if (statSync(path).size > MAX_BYTES) {
    findings.fail(file, `Cannot read "${file}": it is larger than ${String(MAX_BYTES / 1024 / 1024)} MiB`);
    return undefined;
  }
  const text = readFileSync(path, "utf8");
  if (text.startsWith(VAULT_HEADER)) {
    findings.warn(file, `"${file}" is encrypted by ansible-vault: its variables are left out`);
    return undefined;
  }
  const { root, problems } = parseYaml(text, file);
  for (const { where, message } of problems) findings.fail(where, message);
  return root;
}

/** A path as it is shown to a person: relative to their folder where it lies inside. */
export function shownPath(path: string, folder: string): string {
  const shown = relative(folder, path);
  return shown.startsWith("..") || isAbsolute(shown) ? path : shown;
}
