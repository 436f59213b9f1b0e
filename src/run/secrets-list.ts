import { join } from "node:path";
import { countRecipients } from "../inventory/age.ts";
import { vaultIdOf } from "../inventory/ansible-vault.ts";
import { findSecretFiles } from "../inventory/secret-files.ts";
import type { SecretKeys } from "../inventory/secret-keys.ts";
import { Failure } from "../model/failure.ts";
import { findRepository } from "./find-repository.ts";
import { openValue, openVaultFile, readSecretFile, type SecretFile } from "./secret-file.ts";

/** An encrypted value, or a file that is encrypted as a whole, as `infra secrets list` shows it. */
export interface ListedSecret {
  /** `file:line:col` */
  readonly where: string;
  /** The variable's path in the file; `undefined` for a whole file. */
  readonly variable: string | undefined;
  readonly kind: "age" | "vault" | "vault file";
  /** For how many an `age` value is encrypted, where its header says so. */
  readonly recipients: number | undefined;
  readonly vaultId: string | undefined;
  /** Why it cannot be read; `undefined` where it can. */
  readonly failure: Failure | undefined;
}

/** Which files are meant: those that are named, or all that the inventory may read. */
export interface FileChoice {
  readonly files: readonly string[];
  readonly inventory: readonly string[] | undefined;
  readonly folder: string;
}

/** The files that are meant, with their encrypted values; throws what is wrong in them. */
export function chooseSecretFiles({ files, inventory, folder }: FileChoice): readonly SecretFile[] {
  const sources = inventory ?? [join(findRepository(folder), "inventory")];
  const paths = files.length > 0 ? files : findSecretFiles(sources, folder);
  return paths.map((path) => readSecretFile(path, folder));
}

/** Lists all encrypted values of files, and says which can be read. */
export async function listSecrets(files: readonly SecretFile[], keys: SecretKeys): Promise<readonly ListedSecret[]> {
  const listed = files.flatMap((file) => (file.isVault ? [listVaultFile(file, keys)] : file.values.map((value) => listValue(value, keys))));
  return await Promise.all(listed);
}

async function listVaultFile(file: SecretFile, keys: SecretKeys): Promise<ListedSecret> {
  const failure = await failureOf(openVaultFile(file, keys));
  return {
    where: `${file.shown}:1:1`,
    variable: undefined,
    kind: "vault file",
    recipients: undefined,
    vaultId: vaultIdOf(file.text),
    failure,
  };
}

async function listValue(value: SecretFile["values"][number], keys: SecretKeys): Promise<ListedSecret> {
  const { where, variable, tag, place } = value;
  const failure = await failureOf(openValue(value, keys));
  if (tag === "!vault") return { where, variable, kind: "vault", recipients: undefined, vaultId: vaultIdOf(place.text), failure };
  return { where, variable, kind: "age", recipients: await countRecipients(place.text), vaultId: undefined, failure };
}

async function failureOf(work: Promise<unknown>): Promise<Failure | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
}
