import { randomUUID } from "node:crypto";
import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parseYaml } from "../formats/parse-yaml.ts";
import { readYamlText, type TextValue } from "../formats/yaml-text.ts";
import { decryptAge } from "../inventory/age.ts";
import { decryptVault, VAULT_HEADER } from "../inventory/ansible-vault.ts";
import { unreadable } from "../inventory/encrypted-values.ts";
import { recipientsFor } from "../inventory/recipients.ts";
import type { SecretKeys } from "../inventory/secret-keys.ts";
import { Failure, Failures } from "../model/failure.ts";
import { findRepository, shownPath } from "./find-repository.ts";

/** A YAML file with encrypted values, or one that is encrypted as a whole. */
export interface SecretFile {
  readonly path: string;
  /** The path as a reader of messages wants it. */
  readonly shown: string;
  readonly text: string;
  /** Is it a whole file of `ansible-vault encrypt`? */
  readonly isVault: boolean;
  /** In the order of the file. */
  readonly values: readonly EncryptedValue[];
}

/** One encrypted value of a file. */
export interface EncryptedValue {
  /** The path of its variable in the file: `users.accounts.0.password_hash`. */
  readonly variable: string;
  /** `file:line:col` */
  readonly where: string;
  readonly tag: "!age" | "!vault";
  readonly place: TextValue;
}

/** Reads a file's text and finds its encrypted values; throws what is wrong in it. */
export function readSecretFile(file: string, folder: string): SecretFile {
  const path = resolve(folder, file);
  const shown = shownPath(path, folder);
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return parseSecretFile(readFileSync(path, "utf8"), { path, shown });
  throw new Failure("USAGE", shown, `Cannot read "${shown}": there is no such file`);
}

/** The same of a text that the file is to hold. */
export function parseSecretFile(text: string, { path, shown }: Pick<SecretFile, "path" | "shown">): SecretFile {
  if (text.startsWith(VAULT_HEADER)) return { path, shown, text, isVault: true, values: [] };
  const { problems } = parseYaml(text, shown);
  if (problems.length > 0) throw new Failures(problems.map(({ where, message }) => new Failure("INVENTORY_INVALID", where, message)));
  const root = readYamlText(text);
  const values = root ? encryptedBelow(root, []) : [];
  return {
    path,
    shown,
    text,
    isVault: false,
    values: values.map((value) => ({ ...value, where: `${shown}:${placeOf(text, value.place.start)}` })),
  };
}

/** Puts a text in the place of a file, whole or not at all; a mistake in it would be one of this program's. */
export function writeSecretFile({ path, shown }: Pick<SecretFile, "path" | "shown">, text: string): void {
  const [problem] = parseYaml(text, shown).problems;
  if (problem) throw new Failure("INTERNAL", problem.where, `Cannot write "${shown}": ${problem.message}`);
  const stats = statSync(path, { throwIfNoEntry: false });
  const target = stats ? realpathSync(path) : path;
  const stage = join(dirname(target), `.${randomUUID()}`);
  try {
    writeFileSync(stage, text, { flag: "wx" });
    if (stats) chmodSync(stage, stats.mode & 0o7777);
    renameSync(stage, target);
  } finally {
    rmSync(stage, { force: true });
  }
}

/** Opens one value; throws the Failure of one that cannot be read. */
export async function openValue({ tag, place, variable, where }: EncryptedValue, keys: SecretKeys): Promise<string> {
  try {
    return await (tag === "!age" ? decryptAge(place.text, await keys.identities()) : decryptVault(place.text, await keys.vaultPasswords()));
  } catch (error) {
    throw unreadable(error, { where, what: variable });
  }
}

/** Opens a whole vault; throws the Failure of one that cannot be read. */
export async function openVaultFile({ text, shown }: SecretFile, keys: SecretKeys): Promise<string> {
  try {
    return await decryptVault(text, await keys.vaultPasswords());
  } catch (error) {
    throw unreadable(error, { where: `${shown}:1:1`, what: `"${shown}"` });
  }
}

/** For whom values of a file are encrypted now; throws where nobody is said. */
export async function recipientsOf({ path }: Pick<SecretFile, "path">, folder: string): Promise<readonly string[]> {
  return await recipientsFor(path, { upTo: findRepository(folder), folder });
}

/** Says that a whole vault has to be imported before its values can be worked with. */
export function refuseVault({ shown, isVault }: SecretFile): void {
  if (isVault)
    throw new Failure("USAGE", shown, `Cannot work with single values of "${shown}": ansible-vault has encrypted the whole file`, {
      hint: `infra secrets import-vault ${shown} makes !age values of it`,
    });
}

/** Whose encryption a tag stands for; Ansible has two for its own. */
export function encryptionTag(tag: string | undefined): EncryptedValue["tag"] | undefined {
  if (tag === "!vault-encrypted") return "!vault";
  return tag === "!age" || tag === "!vault" ? tag : undefined;
}

function encryptedBelow(value: TextValue, way: readonly string[]): readonly Omit<EncryptedValue, "where">[] {
  const { kind } = value;
  const tag = encryptionTag(value.tag);
  if (tag && (kind === "scalar" || kind === "empty")) return [{ variable: way.join("."), tag, place: value }];
  return [...value.children].flatMap(([key, child]) => encryptedBelow(child, [...way, key]));
}

function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split("\n");
  return `${before.length}:${(before.at(-1) ?? "").length + 1}`;
}
