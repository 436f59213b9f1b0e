import { mkdirSync, statSync } from "node:fs";
import { dirname, extname, resolve } from "node:path";
import { findValue, putValue } from "../formats/edit-yaml.ts";
import { readYamlText } from "../formats/yaml-text.ts";
import { encryptAge } from "../inventory/age.ts";
import type { SecretKeys } from "../inventory/secret-keys.ts";
import { Failure } from "../model/failure.ts";
import { shownPath } from "./find-repository.ts";
import { openValue, parseSecretFile, readSecretFile, recipientsOf, refuseVault, type SecretFile, writeSecretFile } from "./secret-file.ts";

/** A variable of a file, by its path from the file's root. */
export interface SecretPlace {
  readonly file: string;
  /** `users.accounts.0.password_hash` */
  readonly variable: string;
  /** Paths are relative to it. */
  readonly folder: string;
}

/**
 * Encrypts a value for the file's recipients and puts it into the file, in the place of what the variable holds or with the keys that are missing;
 * nothing else in the file changes. Returns how many recipients can read it.
 */
export async function setSecret({ file, variable, folder }: SecretPlace, value: string): Promise<{ readonly recipients: number }> {
  const target = readOrBegin(file, folder);
  refuseVault(target);
  const { shown, text } = target;
  if (extname(shown) === ".json")
    throw new Failure("USAGE", shown, `Cannot put an encrypted value into "${shown}": JSON has no tags`, {
      hint: "Use a YAML file beside it",
    });
  const recipients = await recipientsOf(target, folder);
  const edited = putValue(text, variable, { tag: "!age", text: await encryptAge(value, recipients) });
  if ("problem" in edited) throw new Failure("USAGE", shown, `Cannot set ${variable} in "${shown}": ${edited.problem}`);
  mkdirSync(dirname(target.path), { recursive: true });
  writeSecretFile(target, edited.text);
  return { recipients: recipients.length };
}

/** Decrypts the value of a variable; a value in plain is returned as it is written. */
export async function showSecret({ file, variable, folder }: SecretPlace, keys: SecretKeys): Promise<string> {
  const source = readSecretFile(file, folder);
  refuseVault(source);
  const value = source.values.find((one) => one.variable === variable);
  if (value) return await openValue(value, keys);
  const there = findValue(readYamlText(source.text), variable);
  if (there?.kind === "scalar") return there.text;
  const known = source.values.map((one) => one.variable).join(", ");
  throw new Failure(
    "USAGE",
    source.shown,
    `Cannot show ${variable}: "${source.shown}" has no such value`,
    known === "" ? {} : { hint: `Encrypted there: ${known}` },
  );
}

function readOrBegin(file: string, folder: string): SecretFile {
  const path = resolve(folder, file);
  if (statSync(path, { throwIfNoEntry: false })) return readSecretFile(file, folder);
  return parseSecretFile("", { path, shown: shownPath(path, folder) });
}
