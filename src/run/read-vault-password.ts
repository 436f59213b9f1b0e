import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { basename, extname } from "node:path";
import type { VaultPassword } from "../inventory/ansible-vault.ts";
import { Undecipherable } from "../inventory/undecipherable.ts";

/** Stands for a file where a person shall be asked, as in Ansible. */
export const PROMPT = "prompt";

/** Where the password of a vault id comes from. */
export interface VaultPasswordSource {
  /** `default` where none is said. */
  readonly id: string;
  /** A file that holds it, or a program that prints it. */
  readonly file: string;
}

/** Splits `LABEL@FILE` as `--vault-id` takes it; without a label the id is `default`. */
export function parseVaultId(text: string): VaultPasswordSource {
  const at = text.indexOf("@");
  return at < 0 ? { id: "default", file: text } : { id: text.slice(0, at) || "default", file: text.slice(at + 1) };
}

/**
 * Reads the password of a vault as Ansible does: the text of a file without white space round it, or what an executable file prints; a program
 * whose name ends in `-client` is called with `--vault-id ID`. Throws Undecipherable.
 *
 * @see https://docs.ansible.com/ansible/latest/vault_guide/vault_managing_passwords.html
 */
export async function readVaultPassword({ id, file }: VaultPasswordSource): Promise<VaultPassword> {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() !== false) throw unusable(file, "there is no such file");
  const password = isExecutable(file) ? await printedBy(file, id) : readFileSync(file, "utf8").trim();
  if (password === "") throw unusable(file, "it gives an empty password");
  return { id, password };
}

function isExecutable(file: string): boolean {
  if ((statSync(file).mode & 0o111) === 0) return false;
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function printedBy(file: string, id: string): Promise<string> {
  const { runProgram } = await import("../transport/run-program.ts");
  const isClient = basename(file, extname(file)).endsWith("-client");
  const { status, output } = await runProgram([file, ...(isClient ? ["--vault-id", id] : [])]).catch((error: unknown) => {
    throw unusable(file, `it cannot be started: ${error instanceof Error && "code" in error ? String(error.code) : String(error)}`);
  });
  if (status !== 0) throw unusable(file, `it ended with ${status === undefined ? "a signal" : `exit status ${status}`}`);
  return output.replace(/^[\r\n]+|[\r\n]+$/g, "");
}

function unusable(file: string, why: string): Undecipherable {
  return new Undecipherable({
    reason: `vault password file "${file}" cannot be used: ${why}`,
    hint: "It holds the password, or is a program that prints it (and then is executable)",
  });
}
