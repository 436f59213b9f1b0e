import { createHash, createPrivateKey, createPublicKey, type JsonWebKey } from "node:crypto";

/** What a DNSSEC key is for (RFC 4033, 2): the KSK signs the keys, and the zone above vouches for it; the ZSK signs all else. */
export type KeyUse = "ksk" | "zsk";

/** The public half of a DNSSEC key. */
export interface DnssecKey {
  readonly use: KeyUse;
  /** Number of its algorithm (IANA's registry): 13, 14 or 15. */
  readonly algorithm: number;
  /** Knot's name for it: SHA-1 of the public key in X.509's form, hexadecimal. */
  readonly id: string;
  /** The data of its DNSKEY record (RFC 4034, 2.1). */
  readonly data: Uint8Array;
}

/** Flags of a DNSKEY: of a zone's key, and of one that vouches for others (RFC 4034, 2.1.1). */
const FLAGS: Readonly<Record<KeyUse, number>> = { ksk: 257, zsk: 256 };

/** DNSSEC over DNS: the one protocol that there is (RFC 4034, 2.1.2). */
const PROTOCOL = 3;

/** A digest of a key, as the zone above holds it, by SHA-256 (RFC 4509). */
const SHA_256 = 2;

/**
 * Reads a private key in PEM. Curves alone are taken, whose signatures are made for each answer: ECDSA P-256 and P-384 (RFC 6605), Ed25519
 * (RFC 8080). `undefined` for everything else.
 */
export function readDnssecKey(pem: string, use: KeyUse): DnssecKey | undefined {
  const key = publicKeyOf(pem);
  const algorithm = ALGORITHMS[key?.jwk.crv ?? ""];
  if (key === undefined || algorithm === undefined) return undefined;
  const { x = "", y = "" } = key.jwk;
  const point = Buffer.concat([x, y].map((coordinate) => Buffer.from(coordinate, "base64url")));
  const id = createHash("sha1").update(key.spki).digest("hex");
  return { use, id, ...publicKey(use, { algorithm, point }) };
}

/** A KSK of what its DNSKEY record says. */
export function publicKsk(algorithm: number, point: Uint8Array): Pick<DnssecKey, "algorithm" | "data"> {
  return publicKey("ksk", { algorithm, point });
}

function publicKey(
  use: KeyUse,
  { algorithm, point }: { readonly algorithm: number; readonly point: Uint8Array },
): Pick<DnssecKey, "algorithm" | "data"> {
  const head = Buffer.from([FLAGS[use] >> 8, FLAGS[use] & 0xff, PROTOCOL, algorithm]);
  return { algorithm, data: Buffer.concat([head, point]) };
}

const ALGORITHMS: Readonly<Record<string, number>> = { "P-256": 13, "P-384": 14, Ed25519: 15 };

/** The public half of a private key; `undefined` for what is none, or of a kind or curve that has no form in JSON. */
function publicKeyOf(pem: string): { readonly jwk: JsonWebKey; readonly spki: Uint8Array } | undefined {
  try {
    const key = createPublicKey(createPrivateKey(pem));
    return { jwk: key.export({ format: "jwk" }), spki: key.export({ type: "spki", format: "der" }) };
  } catch {
    return undefined;
  }
}

/** The data of the DS record by which the zone above vouches for a KSK of a zone (RFC 4034, 5.1): tag, algorithm, digest type, digest. */
export function dsData(zone: string, { algorithm, data }: Pick<DnssecKey, "algorithm" | "data">): string {
  const digest = createHash("sha256").update(wireName(zone)).update(data).digest("hex");
  return `${keyTag(data)} ${algorithm} ${SHA_256} ${digest}`;
}

/** A short number by which validators find a key (RFC 4034, appendix B). */
function keyTag(data: Uint8Array): number {
  const sum = data.reduce((total, byte, index) => total + (index % 2 === 0 ? byte << 8 : byte), 0);
  return (sum + (sum >> 16)) & 0xffff;
}

/** A name as messages hold it: its labels in lower case, each after its length (RFC 4034, 6.2). */
function wireName(zone: string): Uint8Array {
  const labels = zone
    .toLowerCase()
    .split(".")
    .map((label) => Buffer.from(label));
  return Buffer.concat([...labels.flatMap((label) => [Buffer.from([label.length]), label]), Buffer.from([0])]);
}
