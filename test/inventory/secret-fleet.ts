import { expect } from "chai";
import { encryptAge, newIdentity } from "../../src/inventory/age.ts";
import type { VaultPassword } from "../../src/inventory/ansible-vault.ts";
import { type LoadedInventory, loadInventory } from "../../src/inventory/load-inventory.ts";
import { Failures } from "../../src/model/failure.ts";
import type { Host, Value } from "../../src/model/host.ts";
import { Secret } from "../../src/model/secret.ts";
import { readRepositoryFile } from "../support/repository.ts";
import { type Files, withFolder } from "./write-folder.ts";

/** A fake value that must never be shown. */
export const CANARY = "fake-canary-7391";

/** An identity for tests and its recipient, made once. */
export const owner = await newIdentity();
/** Another one. */
export const stranger = await newIdentity();

/** A file that Ansible's own program made; see test/fixtures/vault. */
export function vaultFixture(name: string): string {
  return readRepositoryFile(`test/fixtures/vault/${name}`);
}

/** The passwords of those files. */
export const vaultPasswords: readonly VaultPassword[] = [
  { id: "default", password: "fake-vault-password" },
  { id: "production", password: "fake-production-password" },
];

/** An `!age` value as it stands behind a key in YAML. */
export async function ageValue(plain: string, recipients: readonly string[] = [owner.recipient]): Promise<string> {
  return inBlock("!age", await encryptAge(plain, recipients));
}

/** A text as a tagged block, indented deeper than any key in these tests. */
export function inBlock(tag: string, text: string): string {
  return `${tag} |\n${text.replace(/^(?=.)/gm, "            ")}`;
}

/** Keys for a load. */
export interface Keys {
  readonly identities?: readonly string[];
  readonly passwords?: readonly VaultPassword[];
  /** Why no identity can be used. */
  readonly unusable?: Error;
}

/** Loads an inventory of host `eu` and these files. */
export async function loadSecrets(
  files: Files,
  { identities = [owner.identity], passwords = vaultPasswords, unusable }: Keys = {},
): Promise<LoadedInventory> {
  const keys = {
    identities: () => (unusable ? Promise.reject(unusable) : Promise.resolve(identities)),
    vaultPasswords: () => Promise.resolve(passwords),
  };
  return await withFolder({ "hosts.yml": "all: {hosts: {eu: , us: }}", ...files }, (folder) =>
    loadInventory({ sources: ["."], extraVars: [], roleNames: ["users"], folder, keys }),
  );
}

/** Host `eu` of an inventory. */
export function euOf(inventory: LoadedInventory): Host {
  return inventory.host("eu") ?? expect.fail("no host");
}

/** A value with each secret as `{ name: text }`. */
export function opened(value: Value | undefined): unknown {
  if (value instanceof Secret) return { [value.toString()]: value.reveal() };
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, opened(one)]));
}

/** What reading says where it fails: `CODE where: message (hint)`. */
export function whyNot(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    return error.failures.map(({ code, where, message, hint }) => `${code} ${where}: ${message}${hint === undefined ? "" : ` (${hint})`}`);
  }
  return [];
}
