/** A record of a zone. */
export interface ZoneRecord {
  /** Inside the zone; `@` is the zone itself. Absolute, with its last dot, only where it lies outside. */
  readonly owner: string;
  /** Seconds. Default: the zone's. */
  readonly ttl?: number;
  readonly type: string;
  /** As it stands in a zone file; names as owners are. */
  readonly data: string;
}

/** The record by which a zone begins, without its serial: Knot counts that itself. */
export interface Soa {
  /** Primary name server, absolute, with its last dot. */
  readonly mname: string;
  /** Mail address of whoever cares for the zone, its @ a dot; absolute. */
  readonly rname: string;
  /** Seconds, as all that follow. */
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
}

/** A zone as its file has it. */
export interface Zone {
  /** Without its last dot. */
  readonly zone: string;
  readonly soa: Soa;
  /** Of records that have none of their own, seconds. */
  readonly ttl: number;
  readonly records: readonly ZoneRecord[];
}

/** The serial of every file: Knot counts on from what it serves, and only when something else differs (`zonefile-load: difference-no-serial`). */
const SERIAL = 1;

/** Writes a zone file: the SOA first, then the zone's own records, then the others by name, one a line. The same zone is always the same text. */
export function renderZone({ zone, soa, ttl, records }: Zone): string {
  const { mname, rname, refresh, retry, expire, minimum } = soa;
  const lines = [...records].sort(inOrder).map((record) => joined([record.owner, record.ttl, "IN", record.type, record.data]));
  return [
    `; ${zone}, written by geosteer. Knot counts the serial itself.`,
    `$ORIGIN ${zone}.`,
    `$TTL ${ttl}`,
    joined(["@", "IN SOA", mname, rname, SERIAL, refresh, retry, expire, minimum]),
    ...new Set(lines),
    "",
  ].join("\n");
}

/** Compares records by name, the zone's own first, then by type and data. */
export function inOrder(a: ZoneRecord, b: ZoneRecord): number {
  const [one, other] = [a, b].map(({ owner, type, data, ttl = -1 }) => [owner === "@" ? "" : owner, type, data, String(ttl)]);
  return one?.reduce((order, word, index) => order || compare(word, other?.[index] ?? ""), 0) ?? 0;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function joined(words: readonly (string | number | undefined)[]): string {
  return words.filter((word) => word !== undefined).join(" ");
}
