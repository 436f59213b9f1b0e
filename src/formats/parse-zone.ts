import { type FileRecord, fileRecords, readSeconds } from "./file-records.ts";
import { quoteString } from "./render-strings.ts";
import { shortAddress } from "./short-address.ts";
import type { ZoneMistake } from "./zone-entries.ts";
import { inOrder, type Soa, type Zone, type ZoneRecord } from "./zone-file.ts";
import { absoluteName, namesIn, relativeName } from "./zone-name.ts";

/** What a zone file says, or the first thing in it that cannot be read. */
export type ParsedZone = { readonly outcome: "parsed"; readonly zone: Zone } | ({ readonly outcome: "refused" } & ZoneMistake);

/**
 * Reads a zone file (RFC 1035, 5; $TTL of RFC 2308; BIND's units of time): what `renderZone` writes and what others do. Names come out as short as
 * they can be in the zone, TXT and CAA quoted, addresses in their shortest form, types that are not known as they stand. `$INCLUDE` and
 * `$GENERATE` are refused.
 *
 * @param origin the zone's name, where the file does not say it
 */
export function parseZone(text: string, { origin }: { readonly origin?: string } = {}): ParsedZone {
  const read = fileRecords(text, origin === undefined ? undefined : absoluteName(origin, "."));
  if ("why" in read) return { outcome: "refused", ...read };
  const start = zoneStart(read.records);
  if ("why" in start) return { outcome: "refused", ...start };
  const [zone, ttl] = [start.record.owner.slice(0, -1), read.ttl ?? start.ttl];
  const others = read.records.filter((record) => record !== start.record).map((record) => recordOf(record, { zone, ttl }));
  return { outcome: "parsed", zone: { zone, soa: start.soa, ttl, records: others.sort(inOrder) } };
}

/** The record by which a zone begins. */
interface ZoneStart {
  readonly record: FileRecord;
  readonly soa: Soa;
  /** Its own, else its minimum. */
  readonly ttl: number;
}

/** Finds the SOA among the records of a file, or tells why they are no zone. */
export function zoneStart(records: readonly FileRecord[]): ZoneStart | ZoneMistake {
  const [record, second] = records.filter(({ type }) => type === "SOA");
  if (record === undefined) return { line: 1, why: "there is no SOA" };
  if (second !== undefined) return { line: second.line, why: secondSoa(record, second) };
  const soa = soaOf(record);
  if (soa === undefined) return { line: record.line, why: "the SOA needs two names and five numbers" };
  return { record, soa, ttl: record.ttl ?? soa.minimum };
}

function secondSoa(first: FileRecord, second: FileRecord): string {
  if (second.owner === first.owner) return "there is an SOA already";
  return `a second zone begins, "${second.owner}": expected only "${first.owner}", whose SOA is in line ${first.line}`;
}

function soaOf({ words }: FileRecord): Soa | undefined {
  const [mname, rname, , ...times] = words;
  const [refresh, retry, expire, minimum, ...more] = times.map(readSeconds);
  if (mname === undefined || rname === undefined || more.length > 0) return undefined;
  if (refresh === undefined || retry === undefined || expire === undefined || minimum === undefined) return undefined;
  return { mname, rname, refresh, retry, expire, minimum };
}

function recordOf({ owner, ttl, type, words }: FileRecord, zone: { readonly zone: string; readonly ttl: number }): ZoneRecord {
  const names = namesIn(type);
  const data = words.map((word, index) => (names.includes(index) ? relativeName(word, zone.zone) : canonical(type, word, index)));
  const own = ttl === undefined || ttl === zone.ttl ? {} : { ttl };
  return { owner: relativeName(owner, zone.zone), ...own, type, data: data.join(" ") };
}

function canonical(type: string, word: string, index: number): string {
  if (type === "TXT" || type === "SPF" || (type === "CAA" && index === 2)) return quoteString(word);
  return type === "AAAA" ? shortAddress(word) : word;
}
