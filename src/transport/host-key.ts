import { createHash } from "node:crypto";
import { isNamed, knownHostName, type KnownHost } from "./known-hosts.ts";

/** What is known about the key that a host shows. `authority`: only a certificate authority is known, which ssh2 cannot check. */
export type Verdict = "trusted" | "unknown" | "changed" | "revoked" | "authority";

/** The entries that speak of one host, by its own name and, for a port other than 22, by its name without the port. */
export interface HostEntries {
  readonly named: readonly KnownHost[];
  readonly withoutPort: readonly KnownHost[];
}

/** Key algorithms that are offered, in order of preference; `ssh-rsa` (SHA-1) is not. */
const ALGORITHMS = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "rsa-sha2-512",
  "rsa-sha2-256",
] as const;

/** A name of a host key algorithm that both OpenSSH and ssh2 know. */
export type HostKeyAlgorithm = (typeof ALGORITHMS)[number];

/** Picks what is known of a host. An alias (`HostKeyAlias`) is looked up as it is, without the port. */
export function entriesOf(known: readonly KnownHost[], host: string, port: number, alias?: string): HostEntries {
  const name = alias === undefined ? knownHostName(host, port) : alias.toLowerCase();
  const bare = alias === undefined && port !== 22 ? host.toLowerCase() : undefined;
  return {
    named: known.filter((entry) => isNamed(entry, name)),
    withoutPort: bare === undefined ? [] : known.filter((entry) => isNamed(entry, bare)),
  };
}

/**
 * Judges the key that a host shows as OpenSSH does (`check_key_in_hostkeys`): another known key, of whatever algorithm, means `changed`.
 * An entry without the port can confirm a key, but never contradict one. A revoked key is refused wherever it stands.
 */
export function judgeHostKey({ named, withoutPort }: HostEntries, key: Uint8Array): Verdict {
  const same = (entry: KnownHost) => entry.key.equals(key);
  if ([...named, ...withoutPort].some((entry) => entry.marker === "@revoked" && same(entry))) return "revoked";
  const plain = named.filter(isPlain);
  if (plain.some(same)) return "trusted";
  if (plain.length > 0) return "changed";
  if (withoutPort.some((entry) => isPlain(entry) && same(entry))) return "trusted";
  return named.some(({ marker }) => marker === "@cert-authority") ? "authority" : "unknown";
}

/** The algorithms to offer, those of known keys first: a host then shows the key that is known, not another one of its keys. */
export function hostKeyAlgorithms({ named, withoutPort }: HostEntries): readonly HostKeyAlgorithm[] {
  const plain = named.some(isPlain) ? named : withoutPort;
  const types = new Set(plain.filter(isPlain).map(({ type }) => type));
  const isKnown = (algorithm: string) => types.has(algorithm.startsWith("rsa-") ? "ssh-rsa" : algorithm);
  return [...ALGORITHMS.filter(isKnown), ...ALGORITHMS.filter((algorithm) => !isKnown(algorithm))];
}

/** Shows a key as OpenSSH does: `ssh-ed25519 SHA256:…`. */
export function fingerprint(key: Uint8Array): string {
  return `${keyType(key)} SHA256:${createHash("sha256").update(key).digest("base64").replace(/=+$/, "")}`;
}

/** The algorithm's name that stands at the beginning of a public key's bytes (RFC 4253, 6.6). */
export function keyType(key: Uint8Array): string {
  const bytes = Buffer.from(key.buffer, key.byteOffset, key.byteLength);
  return bytes.toString("latin1", 4, 4 + bytes.readUInt32BE(0));
}

function isPlain({ marker }: KnownHost): boolean {
  return marker === "";
}
