const TYPES = [
  "ssh-ed25519",
  "ssh-rsa",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "sk-ssh-ed25519@openssh.com",
  "sk-ecdsa-sha2-nistp256@openssh.com",
];

/** sshd knows one escape in quotes: `\"`. */
const OPTIONS = String.raw`(?:[^\s"]|"(?:[^"\\]|\\"|\\(?!"))*")+`;
const LINE = new RegExp(String.raw`^(?!#)(?:${OPTIONS}\s+)??(${TYPES.join("|")})\s+([A-Za-z0-9+/]+={0,2})(?:\s.*)?$`);

/**
 * Finds the key in a line of an authorized_keys file (sshd(8), "AUTHORIZED_KEYS FILE FORMAT"), whose options and comment may be anything.
 * Returns `type blob`, which is what two lines for one key have in common, or `undefined` where the line holds no whole key.
 */
export function publicKeyOf(line: string): string | undefined {
  const [, type = "", blob = ""] = LINE.exec(line) ?? [];
  const bytes = Buffer.from(blob, "base64");
  return bytes.toString("base64") === blob && isWhole(type, bytes) ? `${type} ${blob}` : undefined;
}

/** Does this line of a host's file let that key in? A commented line does not. The host's own merge asks the same, in awk. */
export function holdsKey(line: string, publicKey: string): boolean {
  const words = ` ${line} `.replaceAll(/[ \t\r]+/g, " ");
  return !words.startsWith(" #") && words.includes(` ${publicKey} `);
}

/** A key's bytes are strings with their length before them, the first of which repeats the type (RFC 4253 section 6.6). */
function isWhole(type: string, bytes: Buffer): boolean {
  const name = bytes.subarray(4, 4 + type.length).toString();
  let at = 0;
  while (at + 4 <= bytes.length) at += 4 + bytes.readUInt32BE(at);
  return at > 0 && at === bytes.length && name === type;
}
