import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { VaultPassword } from "../inventory/ansible-vault.ts";
import type { SecretKeys } from "../inventory/secret-keys.ts";
import { Undecipherable } from "../inventory/undecipherable.ts";
import type { SecretOptions } from "./options.ts";
import { parseIdentities, readIdentityFile } from "./read-identities.ts";
import { parseVaultId, PROMPT, readVaultPassword } from "./read-vault-password.ts";

/** The identity of a person who says nothing of identities. */
export function defaultIdentityFile(): string {
  return join(homedir(), ".config/infra/identity");
}

/** What opens encrypted values, as the options say; read when the first such value is met, and once. */
export function secretKeys(options: SecretOptions | undefined, folder: string): SecretKeys {
  const { identityFiles = [], identity, vaultPasswords = [], askVaultPassword } = options ?? {};
  return {
    identities: once(async () => {
      const files = identityFiles.map((file) => readIdentityFile(resolve(folder, file)));
      if (identity !== undefined) files.push(readIdentity(identity, folder));
      else if (files.length === 0 && existsSync(defaultIdentityFile())) files.push(readIdentityFile(defaultIdentityFile()));
      return (await Promise.all(files)).flat();
    }),
    vaultPasswords: once(async () => {
      const passwords: VaultPassword[] = [];
      // One after the other: a person answers one question at a time.
      for (const { id, file } of vaultPasswords.map(parseVaultId))
        passwords.push(file === PROMPT ? await askFor(id, askVaultPassword) : await readVaultPassword({ id, file: resolve(folder, file) }));
      return passwords;
    }),
  };
}

async function askFor(id: string, ask: SecretOptions["askVaultPassword"]): Promise<VaultPassword> {
  const password = await ask?.(id);
  if (password !== undefined && password !== "") return { id, password };
  throw new Undecipherable({
    reason: `the password of vault id "${id}" is to be asked for, and there is no terminal, or no answer`,
    hint: `Name a file that holds it: --vault-id ${id}@FILE`,
  });
}

/** `INFRA_AGE_IDENTITY`: an identity (or the text of an identity file), else the path of one. It is never quoted: it may be a mistyped identity. */
async function readIdentity(text: string, folder: string): Promise<readonly string[]> {
  if (/AGE-SECRET-KEY-/i.test(text)) return await parseIdentities(text, "the identity in INFRA_AGE_IDENTITY");
  const path = resolve(folder, text);
  if (existsSync(path)) return await readIdentityFile(path);
  throw new Undecipherable({
    reason: "INFRA_AGE_IDENTITY is neither an identity nor the path of a file",
    hint: "Put an identity (AGE-SECRET-KEY-1…) or the path of an identity file into it",
  });
}

function once<Result>(make: () => Promise<Result>): () => Promise<Result> {
  let made: Promise<Result> | undefined;
  return () => (made ??= make());
}
