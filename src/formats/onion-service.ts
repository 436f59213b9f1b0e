import { createHash } from "node:crypto";
import { type Secret, sealedBytes, secret } from "../model/secret.ts";
import { publicKeyOf } from "./ed25519.ts";

const HEADER = Buffer.from("== ed25519v1-secret: type0 ==\0\0\0");
const PUBLIC_HEADER = Buffer.from("== ed25519v1-public: type0 ==\0\0\0");
const SEED_BYTES = 32;
const EXPANDED_BYTES = 64;
const VERSION = Buffer.from([3]);

/** What Tor keeps in a HiddenServiceDir, and the name that comes of it. */
export interface OnionService {
  /** 56 characters and `.onion`. */
  readonly address: string;
  /** Content of `hs_ed25519_secret_key`. */
  readonly secretKeyFile: Secret;
  /** Content of `hs_ed25519_public_key`. */
  readonly publicKeyFile: Uint8Array;
}

/**
 * A schema for the key of an onion service, in base64: a seed of 32 bytes (`openssl rand -base64 32` makes one), or what Tor keeps in
 * `hs_ed25519_secret_key` for a service that has a name already.
 */
export const onionKey = secret.refine((key) => expandedKey(key.reveal()) !== undefined, {
  error: "must be base64 of 32 bytes, or of Tor's file hs_ed25519_secret_key",
});

/** Computes the files and the address of a version 3 onion service (Tor's rend-spec-v3) from a key that `onionKey` accepts. */
export function onionService(key: Secret): OnionService {
  const publicKey = publicKeyOf(expanded(key.reveal()));
  const checksum = createHash("sha3-256").update(".onion checksum").update(publicKey).update(VERSION).digest().subarray(0, 2);
  return {
    address: `${base32(Buffer.concat([publicKey, checksum, VERSION]))}.onion`,
    secretKeyFile: sealedBytes(key, (text) => Buffer.concat([HEADER, expanded(text)])),
    publicKeyFile: Buffer.concat([PUBLIC_HEADER, publicKey]),
  };
}

function expanded(text: string): Uint8Array {
  const key = expandedKey(text);
  if (key === undefined) throw new RangeError("it is no key of an onion service");
  return key;
}

/** The 64 bytes of which a seed is hashed to (RFC 8032, 5.1.5); `undefined` for what is neither a seed nor Tor's file. */
function expandedKey(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text.trim(), "base64");
  if (bytes.toString("base64") !== text.trim()) return undefined;
  if (bytes.length === SEED_BYTES) return clamped(createHash("sha512").update(bytes).digest());
  const isFile = bytes.length === HEADER.length + EXPANDED_BYTES && bytes.subarray(0, HEADER.length).equals(HEADER);
  return isFile ? bytes.subarray(HEADER.length) : undefined;
}

function clamped(key: Buffer): Uint8Array {
  key.writeUInt8(key.readUInt8(0) & 248, 0);
  key.writeUInt8((key.readUInt8(31) & 63) | 64, 31);
  return key;
}

/** RFC 4648, 6, in lower case, for a number of bytes that needs no padding. */
function base32(bytes: Uint8Array): string {
  const bits = [...bytes].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  const groups = bits.match(/.{5}/g) ?? [];
  return groups.map((group) => "abcdefghijklmnopqrstuvwxyz234567".charAt(Number.parseInt(group, 2))).join("");
}
