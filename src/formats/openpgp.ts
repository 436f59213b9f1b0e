import { createHash } from "node:crypto";

const PUBLIC_KEY = 6;
const ARMOR = /-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n([\s\S]*?)-----END PGP PUBLIC KEY BLOCK-----/g;

/** A packet of an OpenPGP message: its type and its body. */
interface Packet {
  readonly tag: number;
  readonly body: Uint8Array;
}

/**
 * Computes the fingerprints of the primary keys in an OpenPGP key file, armored or binary, in upper-case hexadecimal digits: no gpg is
 * needed on the controller or on hosts. Versions 4 and 6 (RFC 9580, 5.5.4); subkeys, user ids and signatures are not looked at.
 * Content that is no public key is a RangeError.
 */
export function openPgpFingerprints(content: string | Uint8Array): readonly string[] {
  const keys = packets(dearmored(content)).filter(({ tag }) => tag === PUBLIC_KEY);
  if (keys.length === 0) throw new RangeError("it holds no OpenPGP public key");
  return keys.map(({ body }) => fingerprint(body));
}

/** Is this key file in its text form? apt tells the two apart by the name, `.asc` or `.gpg`. */
export function isArmored(content: string | Uint8Array): boolean {
  return Buffer.from(content).includes("-----BEGIN PGP PUBLIC KEY BLOCK-----");
}

function dearmored(content: string | Uint8Array): Uint8Array {
  const bytes = Buffer.from(content);
  if (!isArmored(bytes)) return bytes;
  const blocks = [...bytes.toString("latin1").matchAll(ARMOR)].map(([, block = ""]) => dearmor(block));
  return Buffer.concat(blocks);
}

/** Takes the base64 lines between the armor's headers and its checksum. */
function dearmor(block: string): Uint8Array {
  const lines = block.split(/\r?\n/);
  const afterHeaders = lines.slice(lines.findIndex((line) => line.trim() === "") + 1);
  return Buffer.from(afterHeaders.filter((line) => !line.startsWith("=")).join(""), "base64");
}

function packets(bytes: Uint8Array): readonly Packet[] {
  const found: Packet[] = [];
  for (let at = 0; at < bytes.length; ) {
    const { tag, start, end } = header(bytes, at);
    if (end > bytes.length) throw new RangeError("its last OpenPGP packet is cut off");
    found.push({ tag, body: bytes.subarray(start, end) });
    at = end;
  }
  return found;
}

/** Reads a packet's header (RFC 9580, 4.2). A length that is partial or unknown is never used for keys. */
function header(bytes: Uint8Array, at: number): { readonly tag: number; readonly start: number; readonly end: number } {
  const first = byte(bytes, at);
  if ((first & 0x80) === 0) throw new RangeError("it is not in OpenPGP's format");
  const { tag, size, start } = (first & 0x40) === 0 ? legacyHeader(bytes, at, first) : currentHeader(bytes, at, first);
  return { tag, start, end: start + size };
}

function legacyHeader(bytes: Uint8Array, at: number, first: number): { tag: number; size: number; start: number } {
  const width = [1, 2, 4][first & 0x03];
  if (width === undefined) throw new RangeError("it holds an OpenPGP packet without a length");
  return { tag: (first >> 2) & 0x0f, size: unsigned(bytes, at + 1, width), start: at + 1 + width };
}

function currentHeader(bytes: Uint8Array, at: number, first: number): { tag: number; size: number; start: number } {
  const tag = first & 0x3f;
  const length = byte(bytes, at + 1);
  if (length < 192) return { tag, size: length, start: at + 2 };
  if (length < 224) return { tag, size: (length - 192) * 256 + byte(bytes, at + 2) + 192, start: at + 3 };
  if (length < 255) throw new RangeError("it holds an OpenPGP packet in parts");
  return { tag, size: unsigned(bytes, at + 2, 4), start: at + 6 };
}

function fingerprint(body: Uint8Array): string {
  const version = byte(body, 0);
  if (version === 4) return digest("sha1", [0x99, body.length >> 8, body.length & 0xff], body);
  if (version === 6) return digest("sha256", [0x9b, ...bigEndian(body.length)], body);
  throw new RangeError(`it holds an OpenPGP key of version ${String(version)}; 4 and 6 are known`);
}

function digest(algorithm: "sha1" | "sha256", prefix: readonly number[], body: Uint8Array): string {
  return createHash(algorithm).update(Uint8Array.from(prefix)).update(body).digest("hex").toUpperCase();
}

function bigEndian(value: number): readonly number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
}

function unsigned(bytes: Uint8Array, at: number, width: number): number {
  let value = 0;
  for (let index = 0; index < width; index++) value = value * 256 + byte(bytes, at + index);
  return value;
}

function byte(bytes: Uint8Array, at: number): number {
  const value = bytes[at];
  if (value === undefined) throw new RangeError("its last OpenPGP packet is cut off");
  return value;
}
