/** An address with the number of its leading bits that count. */
interface Network {
  /** Of a whole address: 32 or 128. */
  readonly bits: number;
  readonly address: bigint;
  readonly prefix: number;
}

/**
 * Does an address or network (`10.8.0.2`, `2001:db8::/64`) lie within another network? Bits beyond a prefix do not count: `10.8.0.1/24` is the
 * network 10.8.0.0/24. Both must be well formed; those of two families never do.
 */
export function isWithin(inner: string, outer: string): boolean {
  const [a, b] = [parseNetwork(inner), parseNetwork(outer)];
  if (a.bits !== b.bits || a.prefix < b.prefix) return false;
  const rest = BigInt(b.bits - b.prefix);
  return a.address >> rest === b.address >> rest;
}

function parseNetwork(text: string): Network {
  const [address = "", prefix] = text.split("/");
  const groups = address.includes(":") ? groupsOfSixteen(address) : address.split(".").map(Number);
  const size = address.includes(":") ? 16 : 8;
  const bits = size * (size === 16 ? 8 : 4);
  const value = groups.reduce((sum, group) => (sum << BigInt(size)) | BigInt(group), 0n);
  return { bits, address: value, prefix: prefix === undefined ? bits : Number(prefix) };
}

/** The eight groups of an IPv6 address (RFC 4291, 2.2), of which `::` stands for any number that is 0. */
function groupsOfSixteen(address: string): readonly number[] {
  const [head = [], tail] = address.split("::").map((half) => half.split(":").filter(Boolean).flatMap(groupsOf));
  if (tail === undefined) return head;
  return [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}

/** One group, or the two that an IPv4 address at the end stands for. */
function groupsOf(group: string): readonly number[] {
  if (!group.includes(".")) return [Number.parseInt(group, 16)];
  const [a = 0, b = 0, c = 0, d = 0] = group.split(".").map(Number);
  return [a * 256 + b, c * 256 + d];
}
