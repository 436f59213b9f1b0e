import { createHmac } from "node:crypto";

/** One line of a known_hosts file (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT), or a key of the inventory in the same form. */
export interface KnownHost {
  readonly marker: "" | "@revoked" | "@cert-authority";
  /** Patterns separated by commas, or one hashed name, as written. */
  readonly names: string;
  /** The algorithm's name: `ssh-ed25519`. */
  readonly type: string;
  readonly key: Buffer;
  /** `file:line`. */
  readonly where: string;
}

/** Reads the lines of a known_hosts file; lines that are no entries are left out, as OpenSSH does. */
export function parseKnownHosts(text: string, file: string): readonly KnownHost[] {
  return text.split("\n").flatMap((line, index) => parseLine(line, `${file}:${index + 1}`) ?? []);
}

/** The name under which a host stands in known_hosts: `host`, or `[host]:port` for a port other than 22. */
export function knownHostName(host: string, port: number): string {
  const name = host.toLowerCase();
  return port === 22 ? name : `[${name}]:${port}`;
}

/** Says whether an entry speaks of this name, with wildcards, negation and hashed names. */
export function isNamed({ names }: KnownHost, name: string): boolean {
  if (names.startsWith("|")) return isHashOf(names, name);
  const patterns = names.toLowerCase().split(",");
  if (patterns.some((pattern) => pattern.startsWith("!") && matches(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => !pattern.startsWith("!") && matches(pattern, name));
}

const LINE = /^\s*(?:(?<marker>@\S+)\s+)?(?<names>[^\s#@]\S*)\s+(?<type>\S+)\s+(?<base64>\S+)/;

function parseLine(line: string, where: string): KnownHost | undefined {
  const { marker = "", names = "", type = "", base64 = "" } = LINE.exec(line)?.groups ?? {};
  if (names === "" || !isMarker(marker)) return undefined;
  return { marker, names, type, key: Buffer.from(base64, "base64"), where };
}

function isMarker(text: string): text is KnownHost["marker"] {
  return text === "" || text === "@revoked" || text === "@cert-authority";
}

/** `|1|salt|HMAC-SHA1 of the name`, both in base64 (`HashKnownHosts`). */
function isHashOf(hashed: string, name: string): boolean {
  const [, version, salt = "", digest = ""] = hashed.split("|");
  return version === "1" && createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64") === digest;
}

function matches(pattern: string, name: string): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${literal.replaceAll("*", ".*").replaceAll("?", ".")}$`, "s").test(name);
}
