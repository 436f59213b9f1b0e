import { sha256 } from "../model/blob.ts";

/** The address ranges of one sandbox. */
export interface Subnets {
  /** A /24. */
  readonly ipv4: string;
  /** A /64 of the unique local addresses (RFC 4193); the IPv4 range's numbers are in it, so that it is free when that one is. */
  readonly ipv6: string;
}

/** IPv4 ranges to look in: first one that nested Docker does not take for its own networks. */
const RANGES = ["10.213", "172.29", "192.168"];

/**
 * Chooses ranges that overlap with nothing in `used` (CIDR, both families); `undefined` where all are taken. Each prefix starts to look at
 * another place, so that fleets that are made at the same time seldom want the same.
 */
export function chooseSubnets(prefix: string, used: readonly string[]): Subnets | undefined {
  const digest = sha256(prefix);
  const start = Number.parseInt(digest.slice(0, 2), 16);
  const candidates = RANGES.flatMap((range) => Array.from({ length: 256 }, (_, step) => `${range}.${(start + step) % 256}.0/24`));
  const ipv4 = candidates.find((candidate) => !used.some((other) => overlaps(candidate, other)));
  if (ipv4 === undefined) return undefined;
  const [, second = "", third = ""] = ipv4.split(".");
  return { ipv4, ipv6: `fd${digest.slice(0, 2)}:${digest.slice(2, 6)}:${second}:${third}::/64` };
}

/** An address of a chosen range. */
export function addressIn(cidr: string, number: number): string {
  const network = cidr.slice(0, cidr.indexOf("/"));
  return network.includes(":") ? `${network}${number.toString(16)}` : network.replace(/\d+$/, String(number));
}

/** Do two IPv4 ranges share an address? Ranges of another family, and the default route, overlap with none. */
export function overlaps(one: string, other: string): boolean {
  const [a, b] = [parse(one), parse(other)];
  if (a === undefined || b === undefined) return false;
  const bits = Math.min(a.bits, b.bits);
  if (bits === 0) return false;
  return a.address >>> (32 - bits) === b.address >>> (32 - bits);
}

function parse(cidr: string): { address: number; bits: number } | undefined {
  const parts = /^(\d+)\.(\d+)\.(\d+)\.(\d+)(?:\/(\d+))?$/.exec(cidr)?.slice(1);
  if (parts === undefined) return undefined;
  const [bits = "32"] = parts.splice(4);
  return { address: parts.reduce((value, part) => ((value << 8) | Number(part)) >>> 0, 0), bits: Number(bits) };
}

/** Reads the ranges of `/proc/net/route` (addresses in the machine's byte order, little endian) so that a VPN's are kept free too. */
export function parseRoutes(text: string): readonly string[] {
  const rows = text
    .split("\n")
    .slice(1)
    .filter((line) => line !== "");
  return rows.map((row) => {
    const fields = row.split("\t");
    const address =
      (fields[1] ?? "")
        .match(/../g)
        ?.reverse()
        .map((byte) => Number.parseInt(byte, 16)) ?? [];
    const mask = Number.parseInt(fields[7] ?? "0", 16)
      .toString(2)
      .replaceAll("0", "").length;
    return `${address.join(".")}/${mask}`;
  });
}
