import type { VaultPassword } from "./ansible-vault.ts";

/** What opens encrypted values. Asked once, and only where there is a value to open: a password's program may ask a person. */
export interface SecretKeys {
  /** Identities of age, `AGE-SECRET-KEY-1…`. Throws Undecipherable where one cannot be used. */
  identities(): Promise<readonly string[]>;
  /** Passwords of Ansible's vaults. Throws Undecipherable where one cannot be used. */
  vaultPasswords(): Promise<readonly VaultPassword[]>;
}

/** No keys at all: every encrypted value is unreadable. */
export const noKeys: SecretKeys = {
  identities: () => Promise.resolve([]),
  vaultPasswords: () => Promise.resolve([]),
};
