import { z } from "zod";

/** Consecutive addresses of one family, by the numbers of the first and the last. */
export interface IpRange {
  readonly family: 4 | 6;
  readonly first: bigint;
  readonly last: bigint;
}

/** An IPv4 or IPv6 address, or a range of them with a prefix length (`192.0.2.0/24`), as RFC 4632 and RFC 4291 write it. */
export const ipRange = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  "must be an address or a range such as 192.0.2.0/24 or 2001:db8::/32",
);

/** The addresses that a text accepted by `ipRange` means; bits after the prefix do not matter. */
export function parseIpRange(text: string): IpRange {
  const [address = "", length] = text.split("/");
  const family = address.includes(":") ? 6 : 4;
  const bits = family === 6 ? 128 : 32;
  const value = family === 6 ? ipv6Number(address) : ipv4Number(address);
  const size = 1n << BigInt(bits - Number(length ?? bits));
  const first = (value / size) * size;
  return { family, first, last: first + size - 1n };
}

/** Is every address of the inner range in the outer one? */
export function isWithin(inner: IpRange, outer: IpRange): boolean {
  return inner.family === outer.family && inner.first >= outer.first && inner.last <= outer.last;
}

/** The ranges of one family without those that lie in another one of them, so that no two overlap. */
export function disjoint(ranges: readonly string[], family: 4 | 6): readonly string[] {
  const parsed = [...new Map(ranges.map((text) => [keyOf(parseIpRange(text)), { text, range: parseIpRange(text) }])).values()];
  const own = parsed.filter(({ range }) => range.family === family);
  return own.filter((one) => !own.some((other) => other !== one && isWithin(one.range, other.range))).map(({ text }) => text);
}

function keyOf({ family, first, last }: IpRange): string {
  return `${family} ${first} ${last}`;
}

function ipv4Number(address: string): bigint {
  return address.split(".").reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

function ipv6Number(address: string): bigint {
  const [head = "", tail] = address.split("::");
  const left = groupsOf(head);
  const right = groupsOf(tail ?? "");
  const zeros = new Array<bigint>(8 - left.length - right.length).fill(0n);
  return [...left, ...zeros, ...right].reduce((sum, group) => (sum << 16n) | group, 0n);
}

/** Groups of 16 bits; an IPv4 address at the end is two of them. */
function groupsOf(text: string): readonly bigint[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => {
    if (!group.includes(".")) return [BigInt(`0x${group}`)];
    const value = ipv4Number(group);
    return [value >> 16n, value & 0xffffn];
  });
}
