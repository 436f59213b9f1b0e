import { inOrder, type Soa, type Zone, type ZoneRecord } from "./zone-file.ts";

/** What becomes of a zone, a line a record: `+ www A 192.0.2.1`, `- old CNAME web`, `~ www A 192.0.2.1 → 192.0.2.2`. */
export interface ZoneDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Records that have another TTL, or other data where there is one of their name and type before and after; the SOA and the zone's TTL, too. */
  readonly changed: readonly string[];
}

const TIMES = ["mname", "rname", "refresh", "retry", "expire", "minimum"] as const satisfies readonly (keyof Soa)[];

/** Compares a zone with what it was; the SOA's serial does not count. */
export function zoneDiff(before: Zone | undefined, after: Zone): ZoneDiff {
  const old = before?.records ?? [];
  const gone = without(old, after.records);
  const come = without(after.records, old);
  const pairs = come.flatMap((record) => pairOf(record, { gone, come }));
  const paired = new Set(pairs.flat());
  return {
    added: come.filter((record) => !paired.has(record)).map((record) => `+ ${shown(record)}`),
    removed: gone.filter((record) => !paired.has(record)).map((record) => `- ${shown(record)}`),
    changed: [...(before === undefined ? [] : zoneChanges(before, after)), ...pairs.map(changeOf)],
  };
}

function without(records: readonly ZoneRecord[], others: readonly ZoneRecord[]): readonly ZoneRecord[] {
  const known = new Set(others.map(shown));
  return records.filter((record) => !known.has(shown(record))).sort(inOrder);
}

type Pair = readonly [before: ZoneRecord, after: ZoneRecord];

/** What the record was: the one with the same data, or the only one of its name and type that goes, where it is the only one that comes. */
function pairOf(
  record: ZoneRecord,
  { gone, come }: { readonly gone: readonly ZoneRecord[]; readonly come: readonly ZoneRecord[] },
): readonly Pair[] {
  const [before, ...others] = gone.filter((one) => isOfSet(one, record));
  const same = [before, ...others].find((one) => one?.data === record.data);
  if (same !== undefined) return [[same, record]];
  const isOnly = others.length === 0 && come.filter((one) => isOfSet(one, record)).length === 1;
  return before !== undefined && isOnly ? [[before, record]] : [];
}

function isOfSet(a: ZoneRecord, b: ZoneRecord): boolean {
  return a.owner === b.owner && a.type === b.type;
}

function changeOf([before, after]: Pair): string {
  const ttl = before.ttl === after.ttl ? "" : `, TTL ${ttlOf(before)} → ${ttlOf(after)}`;
  const data = before.data === after.data ? after.data : `${before.data} → ${after.data}`;
  return `~ ${after.owner} ${after.type} ${data}${ttl}`;
}

function ttlOf({ ttl }: ZoneRecord): string {
  return ttl === undefined ? "the zone's" : String(ttl);
}

function zoneChanges(before: Zone, after: Zone): readonly string[] {
  const times = TIMES.filter((name) => before.soa[name] !== after.soa[name]);
  return [
    ...(before.ttl === after.ttl ? [] : [`~ $TTL ${before.ttl} → ${after.ttl}`]),
    ...times.map((name) => `~ @ SOA ${name} ${before.soa[name]} → ${after.soa[name]}`),
  ];
}

function shown({ owner, ttl, type, data }: ZoneRecord): string {
  return [owner, ...(ttl === undefined ? [] : [ttl]), type, data].join(" ");
}
