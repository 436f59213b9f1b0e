import { readFileSync, statSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { type ParsedYaml, parseYaml } from "../formats/parse-yaml.ts";
import type { Placed } from "../formats/placed.ts";
import { Failure } from "../model/failure.ts";
import { decryptVault, VAULT_HEADER } from "./ansible-vault.ts";
import { unreadable } from "./encrypted-values.ts";
import type { Findings } from "./findings.ts";
import { hideValues } from "./hide-values.ts";
import type { SecretKeys } from "./secret-keys.ts";

/** No file that a person writes is larger, in bytes. */
const MAX_BYTES = 8 * 1024 * 1024;

/** What the reading of files needs to know. */
export interface FileReading {
  /** What places are shown relative to. */
  readonly folder: string;
  readonly findings: Findings;
  readonly keys: SecretKeys;
}

/**
 * Reads a YAML or JSON file, or one that `ansible-vault encrypt` made of such a file; `undefined` where it is empty or has mistakes, which go into
 * the findings. An encrypted file that cannot be read is a mistake at once: without it, weaker values would be taken in silence.
 */
export async function readYamlFile(path: string, { folder, findings, keys }: FileReading): Promise<Placed | undefined> {
  const file = shownPath(path, folder);
  if (statSync(path).size > MAX_BYTES) {
    findings.fail(file, `Cannot read "${file}": it is larger than ${String(MAX_BYTES / 1024 / 1024)} MiB`);
    return undefined;
  }
  const text = readFileSync(path, "utf8");
  if (text.startsWith(VAULT_HEADER)) return await readVault(text, file, { findings, keys });
  const { root, problems } = parseYaml(text, file);
  for (const { where, message } of problems) findings.fail(where, message);
  return root;
}

async function readVault(text: string, file: string, { findings, keys }: Omit<FileReading, "folder">): Promise<Placed | undefined> {
  const parsed = await openVault(text, file, keys);
  if (parsed instanceof Failure) {
    findings.add(parsed);
    return undefined;
  }
  // What the parser says may quote the text.
  for (const { where } of parsed.problems) findings.fail(where, "Cannot parse YAML: what is encrypted here is not valid");
  return parsed.root && hideValues(parsed.root);
}

async function openVault(text: string, file: string, keys: SecretKeys): Promise<ParsedYaml | Failure> {
  try {
    return parseYaml(await decryptVault(text, await keys.vaultPasswords()), file);
  } catch (error) {
    return unreadable(error, { where: `${file}:1:1`, what: `"${file}"` });
  }
}

/** A path as it is shown to a person: relative to their folder where it lies inside. */
export function shownPath(path: string, folder: string): string {
  const shown = relative(folder, path);
  return shown.startsWith("..") || isAbsolute(shown) ? path : shown;
}
