const FORM = /^\s*-----BEGIN OPENSSH PRIVATE KEY-----([A-Za-z0-9+/=\s]+)-----END OPENSSH PRIVATE KEY-----\s*$/;
const MAGIC = "openssh-key-v1\0";

/**
 * Reads the public key, `ssh-ed25519 AAAA…`, out of a private key as ssh-keygen(1) writes it (openssh-portable, PROTOCOL.key). Returns `undefined`
 * where it is of another form, or wants a passphrase.
 */
export function publicKeyIn(privateKey: string): string | undefined {
  const bytes = Buffer.from(FORM.exec(privateKey)?.[1] ?? "", "base64");
  if (bytes.toString("latin1", 0, MAGIC.length) !== MAGIC) return undefined;
  const [cipher, afterCipher] = stringAt(bytes, MAGIC.length);
  const [, afterKdf] = stringAt(bytes, afterCipher);
  const [, afterOptions] = stringAt(bytes, afterKdf);
  const [key] = stringAt(bytes, afterOptions + 4);
  const [type] = stringAt(key, 0);
  return cipher.toString() === "none" && type.length > 0 ? `${type.toString()} ${key.toString("base64")}` : undefined;
}

/** A string with its length before it (RFC 4251, 5), and where the next one begins. What lies beyond the end is empty. */
function stringAt(bytes: Buffer, at: number): readonly [text: Buffer, next: number] {
  const length = at + 4 <= bytes.length ? bytes.readUInt32BE(at) : 0;
  return [bytes.subarray(at + 4, at + 4 + length), at + 4 + length];
}
