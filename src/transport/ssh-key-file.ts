import { readFile } from "node:fs/promises";
import ssh2, { type ParsedKey } from "ssh2";

/** A private key file: the key, or why it cannot be used; its public part where that is known, so that the agent can be asked for it. */
export type KeyFile = { readonly file: string; readonly publicKey: Buffer | undefined } & (
  | { readonly key: ParsedKey }
  | { readonly problem: string; readonly isAbsent: boolean }
);

/** Reads a private key in any form that ssh2 knows. A passphrase is never asked for: the agent is the place for encrypted keys. */
export async function loadKeyFile(file: string): Promise<KeyFile> {
  const { parseKey } = ssh2.utils;
  const [text, publicText] = await Promise.all([read(file), read(`${file}.pub`)]);
  const publicKey = typeof publicText === "string" ? publicPart(parseKey(publicText)) : undefined;
  if (typeof text !== "string") return { file, publicKey, isAbsent: text.code === "ENOENT", problem: `cannot be read (${text.message})` };
  if (isEncrypted(text)) return unusable(file, publicKey, "is encrypted and not in the agent (`ssh-add` puts it there)");
  const key = parseKey(text);
  if (key instanceof Error) return unusable(file, publicKey, `is of a form that the ssh transport cannot use (${key.message})`);
  if (!key.isPrivateKey()) return unusable(file, key.getPublicSSH(), "is a public key whose private part is not in the agent");
  return { file, publicKey: key.getPublicSSH(), key };
}

/** PEM says it in words; OpenSSH's own form names a cipher after its magic (openssh-portable, PROTOCOL.key). */
export function isEncrypted(text: string): boolean {
  if (/^Proc-Type: 4,ENCRYPTED|BEGIN ENCRYPTED PRIVATE KEY/m.test(text)) return true;
  const [, base64] = /BEGIN OPENSSH PRIVATE KEY-----([^-]*)/.exec(text) ?? [];
  const bytes = Buffer.from(base64 ?? "", "base64").subarray("openssh-key-v1\0".length);
  return bytes.length > 4 && bytes.toString("latin1", 4, 4 + bytes.readUInt32BE(0)) !== "none";
}

function unusable(file: string, publicKey: Buffer | undefined, problem: string): KeyFile {
  return { file, publicKey, problem, isAbsent: false };
}

function publicPart(key: ParsedKey | Error): Buffer | undefined {
  return key instanceof Error ? undefined : key.getPublicSSH();
}

async function read(file: string): Promise<string | { code: string; message: string }> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { message, code: error instanceof Error && "code" in error ? String(error.code) : "" };
  }
}
