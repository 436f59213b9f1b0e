import { quoteString } from "./render-strings.ts";
import { shortAddress } from "./short-address.ts";
import { isRead, type ZoneEntry, type ZoneMistake, zoneEntries } from "./zone-entries.ts";
import { inOrder, type Soa, type Zone, type ZoneRecord } from "./zone-file.ts";
import { absoluteName, namesIn, relativeName } from "./zone-name.ts";

/** What a zone file says, or the first thing in it that cannot be read. */
export type ParsedZone = { readonly outcome: "parsed"; readonly zone: Zone } | ({ readonly outcome: "refused" } & ZoneMistake);

/** A record before it is known of which zone it is: all names absolute. */
interface Raw {
  readonly line: number;
  readonly owner: string;
  readonly ttl: number | undefined;
  readonly type: string;
  readonly words: readonly string[];
}

/** What holds for the entries that follow. */
interface Reading {
  origin: string | undefined;
  owner: string | undefined;
  /** Of the last $TTL. */
  ttl: number | undefined;
  /** Of the first one. */
  firstTtl: number | undefined;
  readonly records: Raw[];
}

/**
 * Reads a zone file (RFC 1035, 5; $TTL of RFC 2308; BIND's units of time): what `renderZone` writes and what others do. Names come out as short as
 * they can be in the zone, TXT and CAA quoted, addresses in their shortest form, types that are not known as they stand. `$INCLUDE` and
 * `$GENERATE` are refused.
 *
 * @param origin the zone's name, where the file does not say it
 */
export function parseZone(text: string, { origin }: { readonly origin?: string } = {}): ParsedZone {
  const entries = zoneEntries(text);
  if (!isRead(entries)) return { outcome: "refused", ...entries };
  const reading: Reading = {
    origin: origin === undefined ? undefined : absoluteName(origin, "."),
    owner: undefined,
    ttl: undefined,
    firstTtl: undefined,
    records: [],
  };
  for (const entry of entries) {
    const why = entry.words[0]?.startsWith("$") && entry.hasOwner ? readDirective(entry, reading) : readRecord(entry, reading);
    if (why !== undefined) return { outcome: "refused", line: entry.line, why };
  }
  return zoneOf(reading);
}

/** Tells why it cannot be read. */
function readDirective({ words: [name = "", value = ""] }: ZoneEntry, reading: Reading): string | undefined {
  if (name.toUpperCase() === "$ORIGIN") {
    reading.origin = absoluteName(value, reading.origin);
    return reading.origin === undefined ? `"${value}" is relative, and there is no $ORIGIN before it` : undefined;
  }
  if (name.toUpperCase() !== "$TTL") return `${name} is not followed`;
  reading.ttl = seconds(value);
  reading.firstTtl ??= reading.ttl;
  return reading.ttl === undefined ? `"${value}" is no time` : undefined;
}

/** Tells why it cannot be read. */
function readRecord({ line, hasOwner, words }: ZoneEntry, reading: Reading): string | undefined {
  const owner = hasOwner ? absoluteName(words[0] ?? "", reading.origin) : reading.owner;
  if (owner === undefined) return hasOwner ? `"${words[0]}" is relative, and there is no $ORIGIN before it` : "there is no owner before it";
  reading.owner = owner;
  const { ttl = reading.ttl, type, rest } = readHead(hasOwner ? words.slice(1) : words);
  if (type === undefined || rest.length === 0) return "a record needs a type and data";
  const names = namesIn(type);
  const data = rest.map((word, index) => (names.includes(index) ? absoluteName(word, reading.origin) : word));
  if (data.includes(undefined)) return "a name in it is relative, and there is no $ORIGIN before it";
  reading.records.push({ line, owner, ttl, type, words: data.filter((word) => word !== undefined) });
  return undefined;
}

/** A TTL and a class may stand before the type, in either order. */
function readHead(words: readonly string[]): { ttl?: number; type: string | undefined; rest: readonly string[] } {
  const at = words.slice(0, 2).findIndex((word) => !isClass(word) && seconds(word) === undefined);
  const before = words.slice(0, at === -1 ? 2 : at);
  const ttl = before.map(seconds).find((time) => time !== undefined);
  return { ...(ttl !== undefined && { ttl }), type: words[before.length]?.toUpperCase(), rest: words.slice(before.length + 1) };
}

function isClass(word: string): boolean {
  return /^(?:IN|CLASS1)$/i.test(word);
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Reads `3600`, `1h` and `1h30m`; `undefined` for what is no time. */
function seconds(word: string): number | undefined {
  if (/^\d+$/.test(word)) return Number(word);
  if (!/^(?:\d+[smhdw])+$/i.test(word)) return undefined;
  return (word.match(/\d+\D/g) ?? []).reduce(
    (sum, part) => sum + Number.parseInt(part, 10) * (UNITS[part.slice(-1).toLowerCase()] ?? 0),
    0,
  );
}

function zoneOf({ records, firstTtl }: Reading): ParsedZone {
  const [first, second] = records.filter(({ type }) => type === "SOA");
  if (first === undefined) return { outcome: "refused", line: 1, why: "there is no SOA" };
  if (second !== undefined) return { outcome: "refused", line: second.line, why: "there is an SOA already" };
  const soa = soaOf(first);
  if (soa === undefined) return { outcome: "refused", line: first.line, why: "the SOA needs two names and five numbers" };
  const [zone, ttl] = [first.owner.slice(0, -1), firstTtl ?? first.ttl ?? soa.minimum];
  const others = records.filter((record) => record !== first).map((record) => recordOf(record, { zone, ttl }));
  return { outcome: "parsed", zone: { zone, soa, ttl, records: others.sort(inOrder) } };
}

function soaOf({ words }: Raw): Soa | undefined {
  const [mname, rname, , ...times] = words;
  const [refresh, retry, expire, minimum, ...more] = times.map(seconds);
  if (mname === undefined || rname === undefined || more.length > 0) return undefined;
  if (refresh === undefined || retry === undefined || expire === undefined || minimum === undefined) return undefined;
  return { mname, rname, refresh, retry, expire, minimum };
}

function recordOf({ owner, ttl, type, words }: Raw, zone: { readonly zone: string; readonly ttl: number }): ZoneRecord {
  const names = namesIn(type);
  const data = words.map((word, index) => (names.includes(index) ? relativeName(word, zone.zone) : canonical(type, word, index)));
  const own = ttl === undefined || ttl === zone.ttl ? {} : { ttl };
  return { owner: relativeName(owner, zone.zone), ...own, type, data: data.join(" ") };
}

function canonical(type: string, word: string, index: number): string {
  if (type === "TXT" || type === "SPF" || (type === "CAA" && index === 2)) return quoteString(word);
  return type === "AAAA" ? shortAddress(word) : word;
}
