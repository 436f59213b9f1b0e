import type { z } from "zod";
import { type FileRecord, fileRecords } from "../formats/file-records.ts";
import { zoneStart } from "../formats/parse-zone.ts";
import type { ZoneMistake } from "../formats/zone-entries.ts";
import { absoluteName, relativeName } from "../formats/zone-name.ts";
import { parseBySchema } from "../model/parse-by-schema.ts";
import { DnsZonesVars } from "./dns-zones-vars.ts";
import { type HeldRecord, holdableRecords } from "./holdable-records.ts";
import { setTtls, zoneTtl } from "./set-ttls.ts";
import { writtenRecords } from "./written-records.ts";

/** A zone as a person would write it into the variable `dns_zones`. */
type WrittenZone = NonNullable<z.input<typeof DnsZonesVars>["zones"]>[string];

/** What a zone file comes to in `dns_zones`, or all for which it comes to nothing. */
export type ImportedZone =
  | { readonly outcome: "refused"; readonly mistakes: readonly ZoneMistake[] }
  | {
      readonly outcome: "imported";
      /** Its name, without its last dot. */
      readonly zone: string;
      readonly written: WrittenZone;
      /** Records that `dns_zones` cannot hold, by line. */
      readonly left: readonly ZoneMistake[];
      /** What will not be quite as it was, by line. */
      readonly notes: readonly ZoneMistake[];
      /** How many records of DNSSEC there were, by type; they are left out, because who signs a zone makes them anew. */
      readonly signatures: Readonly<Record<string, number>>;
    };

type Zone = Extract<ImportedZone, { outcome: "imported" }>;

const SIGNATURES: readonly string[] = ["CDNSKEY", "CDS", "DNSKEY", "NSEC", "NSEC3", "NSEC3PARAM", "RRSIG", "ZONEMD"];

/**
 * Makes a zone of the variable `dns_zones` of somebody else's zone file, or of what a transfer printed: typed records, names as short as they can be,
 * TTLs only where they are not the zone's.
 *
 * @param origin the zone's name, where the file does not say it
 */
export function importZone(text: string, { origin }: { readonly origin?: string | undefined } = {}): ImportedZone {
  const read = fileRecords(text, origin === undefined ? undefined : absoluteName(origin, "."));
  if ("why" in read) return refused([read]);
  const records = withoutLastSoa(read.records);
  const start = zoneStart(records);
  if ("why" in start) return refused([start]);
  const zone = start.record.owner.slice(0, -1);
  const outside = records.filter(({ owner }) => relativeName(owner, zone) === owner);
  if (outside.length > 0) return refused(outside.map((record) => outsideMistake(record, zone)));
  const kept = records.filter((record) => record !== start.record && !SIGNATURES.includes(record.type));
  const { timed, notes } = setTtls(kept, start.soa.minimum);
  const ttl = zoneTtl(read.ttl, { timed, soa: start.ttl });
  const holdable = holdableRecords(timed, { zone, ttl });
  const servers = timed.filter(({ record }) => record.owner === start.record.owner && record.type === "NS").slice(0, 1);
  const imported: Zone = {
    outcome: "imported",
    zone,
    written: { soa: writtenSoa(start.soa, zone), ttl, ...writtenParts(holdable.held) },
    left: byLine(holdable.left),
    notes: byLine([...notes, ...holdable.notes, ...[{ record: start.record, ttl: start.ttl }, ...servers].flatMap(ttlNote(ttl))]),
    signatures: counted(records.map(({ type }) => type).filter((type) => SIGNATURES.includes(type))),
  };
  const mistakes = zoneOfMistakes(imported, start.record.line);
  return mistakes.length === 0 ? imported : refused(byLine([...imported.left, ...mistakes]));
}

function refused(mistakes: readonly ZoneMistake[]): ImportedZone {
  return { outcome: "refused", mistakes };
}

/** A transfer ends with the SOA by which it begins (RFC 5936, 2.2). */
function withoutLastSoa(records: readonly FileRecord[]): readonly FileRecord[] {
  const [first, last] = [records[0], records.at(-1)];
  const isTransfer = records.length > 1 && first?.type === "SOA" && last?.type === "SOA" && shown(first) === shown(last);
  return isTransfer ? records.slice(0, -1) : records;
}

function shown({ owner, words }: FileRecord): string {
  return [owner, ...words].join(" ");
}

function outsideMistake({ line, owner, type }: FileRecord, zone: string): ZoneMistake {
  return {
    line,
    why: `${owner} ${type}: expected a name in ${zone}`,
    hint: "A zone file holds one zone; a name without its last dot belongs to the last $ORIGIN",
  };
}

function writtenSoa({ mname, rname, ...times }: WrittenZone["soa"], zone: string): WrittenZone["soa"] {
  return { mname: relativeName(mname, zone), rname: relativeName(rname, zone), ...times };
}

/** Without CAA in the zone any authority may issue, which is not what the variable's default says. */
function writtenParts(held: readonly HeldRecord[]): Pick<WrittenZone, "ns" | "caa" | "records"> {
  const dataOf = (place: HeldRecord["place"]): string[] => held.filter((one) => one.place === place).map(({ record }) => record.data);
  return { ns: dataOf("ns"), caa: dataOf("caa"), records: [...writtenRecords(held.filter(({ place }) => place === "records"))] };
}

/** SOA and name servers have the zone's TTL in `dns_zones`. */
function ttlNote(ttl: number): (timed: { readonly record: FileRecord; readonly ttl: number }) => readonly ZoneMistake[] {
  return ({ record: { line, type }, ttl: own }) =>
    own === ttl ? [] : [{ line, why: `TTL ${own} of the zone's ${type} becomes the zone's, ${ttl}` }];
}

function byLine(mistakes: readonly ZoneMistake[]): readonly ZoneMistake[] {
  return mistakes.toSorted((a, b) => a.line - b.line);
}

function counted(words: readonly string[]): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const word of words.toSorted()) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** What the variable's own schema says of the zone: of its name, its SOA, its name servers. */
function zoneOfMistakes({ zone, written }: Zone, line: number): readonly ZoneMistake[] {
  const parsed = parseBySchema(DnsZonesVars, { zones: { [zone]: written } });
  if (parsed.outcome === "fits") return [];
  return parsed.mistakes.map(({ path, message }) => ({ line, why: `${[zone, ...path.slice(2)].join(" ")}: ${message}` }));
}
