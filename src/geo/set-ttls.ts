import type { FileRecord } from "../formats/file-records.ts";
import type { ZoneMistake } from "../formats/zone-entries.ts";

/** A record with the TTL that it has in the end, seconds. */
export interface TimedRecord {
  readonly record: FileRecord;
  readonly ttl: number;
}

/** Largest TTL that `dns_zones` takes, seconds. */
const LONGEST = 604_800;

/** Gives all records of a name and type the TTL of the first one, as name servers do (RFC 2181, 5.2), and notes where that is another one than theirs. */
export function setTtls(
  records: readonly FileRecord[],
  minimum: number,
): { readonly timed: readonly TimedRecord[]; readonly notes: readonly ZoneMistake[] } {
  const ttls = new Map<string, number>();
  const notes: ZoneMistake[] = [];
  const timed = records.map((record) => {
    const { line, owner, type, ttl: own = minimum } = record;
    const set = `${owner} ${type}`;
    const ttl = ttls.get(set) ?? own;
    ttls.set(set, ttl);
    if (own !== ttl) notes.push({ line, why: `TTL ${own} becomes ${ttl}, that of the first ${type} of ${owner}` });
    return { record, ttl };
  });
  return { timed, notes };
}

/** Chooses a zone's TTL: that of its file, else the one that most records have, else the SOA's; of those that `dns_zones` takes. */
export function zoneTtl(
  said: number | undefined,
  { timed, soa }: { readonly timed: readonly TimedRecord[]; readonly soa: number },
): number {
  const counts = new Map<number, number>();
  for (const { ttl } of timed) counts.set(ttl, (counts.get(ttl) ?? 0) + 1);
  const often = [...counts].sort(([, a], [, b]) => b - a).map(([ttl]) => ttl);
  const known = [...(said === undefined ? [] : [said]), ...often, soa].find((ttl) => ttl >= 1 && ttl <= LONGEST);
  return known ?? Math.min(Math.max(soa, 1), LONGEST);
}
