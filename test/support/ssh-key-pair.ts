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
