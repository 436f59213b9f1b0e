import { parseIpRange } from "./ip-range.ts";

/** A port of a host, or several consecutive ones, that something takes for itself: nothing else can listen there. */
export interface TakenPort {
  /** Without brackets; `0.0.0.0` and `::` are all addresses of their family. */
  readonly address: string;
  /** The first and the last. */
  readonly ports: readonly [first: number, last: number];
  readonly protocol: "tcp" | "udp" | "sctp";
}

/** Can only one of them be had? So it is on one address, or where one of them is on all addresses of its family. */
export function isClash(one: TakenPort, other: TakenPort): boolean {
  const isSamePort = one.ports[0] <= other.ports[1] && other.ports[0] <= one.ports[1];
  return isSamePort && one.protocol === other.protocol && areOneAddress(one.address, other.address);
}

function areOneAddress(one: string, other: string): boolean {
  const [a, b] = [parseIpRange(one), parseIpRange(other)];
  return a.family === b.family && (a.first === b.first || a.first === 0n || b.first === 0n);
}

/** Writes it for a reader: `port 127.0.0.1:8080/tcp`. */
export function portText({ address, ports: [first, last], protocol }: TakenPort): string {
  const host = address.includes(":") ? `[${address}]` : address;
  return `port ${host}:${first === last ? first : `${first}-${last}`}/${protocol}`;
}
