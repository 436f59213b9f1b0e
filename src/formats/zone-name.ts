import { z } from "zod";

/** A zone's name without its last dot: also one for reverse look-ups, of less than 256 addresses too (`0/25.2.0.192.in-addr.arpa`, RFC 2317). */
export const zoneName = z
  .string()
  .regex(/^(?:[a-z0-9_](?:[a-z0-9_/-]*[a-z0-9_])?\.)*[a-z0-9-]{2,63}$/, "must be a zone's name in lower case, such as example.org");

/** Makes a name of a zone file absolute: lower case, with its last dot. `origin` is absolute; without one a relative name is `undefined`. */
export function absoluteName(name: string, origin: string): string;
export function absoluteName(name: string, origin: string | undefined): string | undefined;
export function absoluteName(name: string, origin: string | undefined): string | undefined {
  const lower = name.toLowerCase();
  if (isAbsolute(lower)) return lower;
  if (origin === undefined) return undefined;
  if (lower === "@") return origin;
  return origin === "." ? `${lower}.` : `${lower}.${origin}`;
}

/** Makes an absolute name as short as it can be in a zone (without its last dot): `@`, `www`, or still absolute where it lies outside. */
export function relativeName(name: string, zone: string): string {
  if (name === `${zone}.`) return "@";
  const within = name.endsWith(`.${zone}.`) ? name.slice(0, -zone.length - 2) : "";
  return within !== "" && isAbsolute(`${within}.`) ? within : name;
}

/** Does it end with a dot that is not escaped? */
function isAbsolute(name: string): boolean {
  return /(?:^|[^\\])(?:\\\\)*\.$/.test(name);
}

const NAMES: Readonly<Record<string, readonly number[]>> = {
  AFSDB: [1],
  CNAME: [0],
  DNAME: [0],
  HTTPS: [1],
  KX: [1],
  MX: [1],
  NAPTR: [5],
  NS: [0],
  PTR: [0],
  RP: [0, 1],
  SOA: [0, 1],
  SRV: [3],
  SVCB: [1],
};

/** Which words of a record's data are names, counted from 0. */
export function namesIn(type: string): readonly number[] {
  return NAMES[type] ?? [];
}
