import { createDecipheriv, createHmac, pbkdf2, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { decryptedText, Undecipherable } from "./undecipherable.ts";

/** How a value or a whole file begins that `ansible-vault` wrote. */
export const VAULT_HEADER = "$ANSIBLE_VAULT;";

/** A password of Ansible's vaults; `id` as `--vault-id` gives it, `default` where none is said. */
export interface VaultPassword {
  readonly id: string;
  readonly password: string;
}

/** What the lines of a vault hold: who shall open it (1.2 only), and the parts of its ciphertext. */
interface Envelope {
  readonly id: string | undefined;
  readonly salt: Buffer;
  readonly hmac: Buffer;
  readonly ciphertext: Buffer;
}

const HEADER = /^\$ANSIBLE_VAULT;1\.(?:1;AES256|2;AES256;([^;\s]+))\s*$/;
const HEX = /^(?:[\da-f]{2})+$/i;
const derive = promisify(pbkdf2);

/**
 * Decrypts what `ansible-vault` wrote, format 1.1 or 1.2 (AES256: PBKDF2-HMAC-SHA256 over 10,000 rounds, AES-CTR, HMAC-SHA256). As Ansible does, the
 * passwords of its vault id are tried first, then all others. Throws Undecipherable.
 *
 * @see https://docs.ansible.com/ansible/latest/vault_guide/vault_using_encrypted_content.html#ansible-vault-payload-format-1-1-1-2
 */
export async function decryptVault(text: string, passwords: readonly VaultPassword[]): Promise<string> {
  const envelope = parseEnvelope(text);
  const { id } = envelope;
  const fitting = passwords.filter((one) => one.id === id);
  for (const { password } of [...fitting, ...passwords.filter((one) => one.id !== id)]) {
    const plain = await open(envelope, password);
    if (plain !== undefined) return plain;
  }
  throw new Undecipherable(whyNot(id, { passwords, isKnown: id === undefined || fitting.length > 0 }));
}

/** The vault id that a vault names, `undefined` where it names none or is no vault. */
export function vaultIdOf(text: string): string | undefined {
  return HEADER.exec(text.trimStart().split("\n", 1)[0] ?? "")?.[1];
}

function whyNot(
  id: string | undefined,
  { passwords, isKnown }: { readonly passwords: readonly VaultPassword[]; readonly isKnown: boolean },
): { readonly reason: string; readonly hint: string } {
  const option = id === undefined ? "--vault-password-file FILE" : `--vault-id ${id}@FILE`;
  if (passwords.length === 0) return { reason: "no vault password is given", hint: `Give the password by ${option}` };
  if (isKnown) return { reason: "the vault password is wrong, or it was altered", hint: `Give the right password by ${option}` };
  const known = [...new Set(passwords.map((one) => one.id))].join(", ");
  return {
    reason: `no password is given for its vault id "${id ?? ""}", and those of ${known} do not open it`,
    hint: `Give the password by ${option}`,
  };
}

function parseEnvelope(text: string): Envelope {
  const [first = "", ...lines] = text.trim().split("\n");
  const header = HEADER.exec(first.trim());
  if (!header) throw broken("it does not begin as Ansible's vaults 1.1 and 1.2 with AES256 do");
  const [salt, hmac, ciphertext, ...more] = fromHex(lines.map((line) => line.trim()).join(""))
    .split("\n")
    .map(fromHexBytes);
  if (!salt || !hmac || !ciphertext || more.length > 0) throw broken("its lines are incomplete");
  return { id: header[1], salt, hmac, ciphertext };
}

function fromHex(text: string): string {
  return fromHexBytes(text).toString("latin1");
}

function fromHexBytes(text: string): Buffer {
  if (!HEX.test(text)) throw broken("its lines are no hexadecimal digits, or incomplete");
  return Buffer.from(text, "hex");
}

/** The plain text; `undefined` where the password does not fit. */
async function open({ salt, hmac, ciphertext }: Envelope, password: string): Promise<string | undefined> {
  const keys = await derive(password, salt, 10_000, 80, "sha256");
  const expected = createHmac("sha256", keys.subarray(32, 64)).update(ciphertext).digest();
  if (hmac.length !== expected.length || !timingSafeEqual(hmac, expected)) return undefined;
  const cipher = createDecipheriv("aes-256-ctr", keys.subarray(0, 32), keys.subarray(64));
  const padded = Buffer.concat([cipher.update(ciphertext), cipher.final()]);
  return decryptedText(padded.subarray(0, padded.length - (padded.at(-1) ?? 0)));
}

function broken(how: string): Undecipherable {
  return new Undecipherable({
    reason: `it is no whole vault: ${how}`,
    hint: "Take it from the repository's history, or encrypt the value anew",
  });
}
