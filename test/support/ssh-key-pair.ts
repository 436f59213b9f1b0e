import { createPrivateKey, createPublicKey } from "node:crypto";
import ssh2, { type utils } from "ssh2";

/**
 * Makes an Ed25519 key in OpenSSH's form. The library writes one of some 250 keys without a zero byte at its front, which nobody can read then:
 * such a one is made again.
 */
export function sshKeyPair({
  comment = "test",
  passphrase,
}: {
  readonly comment?: string;
  readonly passphrase?: string;
} = {}): utils.KeyPairReturn {
  const { generateKeyPairSync, parseKey } = ssh2.utils;
  const options = passphrase === undefined ? {} : { passphrase, cipher: "aes256-ctr", rounds: 1 };
  for (;;) {
    const pair = generateKeyPairSync("ed25519", { comment, ...options });
    if (!(parseKey(pair.private, passphrase) instanceof Error) && !(parseKey(pair.public) instanceof Error)) return pair;
  }
}

/** The private key in OpenSSH's form, on one line, that these 32 bytes are (openssh-portable, PROTOCOL.key). */
export function sshKeyOf(seed: Buffer): string {
  const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const { x = "" } = createPublicKey(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" })).export({ format: "jwk" });
  const point = Buffer.from(x, "base64url");
  const check = seed.subarray(0, 4);
  const own = Buffer.concat([check, check, ...["ssh-ed25519", point, Buffer.concat([seed, point]), ""].map(withLength)]);
  const padded = Buffer.concat([own, Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, -own.length & 7))]);
  const key = Buffer.concat([withLength("ssh-ed25519"), withLength(point)]);
  const head = ["none", "none", ""].map(withLength);
  const bytes = Buffer.concat([Buffer.from("openssh-key-v1\0"), ...head, Buffer.from([0, 0, 0, 1]), withLength(key), withLength(padded)]);
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${bytes.toString("base64")}\n-----END OPENSSH PRIVATE KEY-----\n`;
}

function withLength(text: string | Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(Buffer.byteLength(text));
  return Buffer.concat([length, Buffer.from(text)]);
}
