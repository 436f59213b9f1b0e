import { readFileSync, statSync } from "node:fs";
import { isAbsolute, relative } from "node:path";
import { parseYaml } from "../formats/parse-yaml.ts";
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

/** A file's text. */
export interface FileText {
  /** As it is shown to a person. */
  readonly file: string;
  readonly text: string;
  /** It was encrypted as a whole: its values, and its words in messages, are secrets. */
  readonly isHidden: boolean;
}

/**
 * Reads a file, also one that `ansible-vault encrypt` made; `undefined` where it cannot be read, which goes into the findings: without an encrypted
 * file weaker values would be taken in silence.
 */
export async function readFileText(path: string, { folder, findings, keys }: FileReading): Promise<FileText | undefined> {
  const file = shownPath(path, folder);
  if (statSync(path).size > MAX_BYTES) {
    findings.fail(file, `Cannot read "${file}": it is larger than ${String(MAX_BYTES / 1024 / 1024)} MiB`);
    return undefined;
  }
  const text = readFileSync(path, "utf8");
  if (!text.startsWith(VAULT_HEADER)) return { file, text, isHidden: false };
  const opened = await openVault(text, file, keys);
  if (!(opened instanceof Failure)) return { file, text: opened, isHidden: true };
  findings.add(opened);
  return undefined;
}

/** Reads a YAML or JSON file; `undefined` where it is empty or has mistakes, which go into the findings. */
export async function readYamlFile(path: string, reading: FileReading): Promise<Placed | undefined> {
  const found = await readFileText(path, reading);
  return found && readYamlText(found, reading.findings);
}

/** Reads a file's text as YAML or JSON; `undefined` where it is empty or has mistakes, which go into the findings. */
export function readYamlText({ text, file, isHidden }: FileText, findings: Findings): Placed | undefined {
  const { root, problems } = parseYaml(text, file);
  // What the parser says may quote the text.
  for (const { where, message } of problems)
    findings.fail(where, isHidden ? "Cannot parse YAML: what is encrypted here is not valid" : message);
  return root && isHidden ? hideValues(root) : root;
}

async function openVault(text: string, file: string, keys: SecretKeys): Promise<string | Failure> {
  try {
    return await decryptVault(text, await keys.vaultPasswords());
  } catch (error) {
    return unreadable(error, { where: `${file}:1:1`, what: `"${file}"` });
  }
}

/** A path as it is shown to a person: relative to their folder where it lies inside. */
export function shownPath(path: string, folder: string): string {
  const shown = relative(folder, path);
  return shown.startsWith("..") || isAbsolute(shown) ? path : shown;
}
