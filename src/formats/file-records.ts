import { isRead, type ZoneEntry, type ZoneMistake, zoneEntries } from "./zone-entries.ts";
import { absoluteName, namesIn } from "./zone-name.ts";

/** A record as a zone file has it, all names in it absolute. */
export interface FileRecord {
  /** Where it begins, from 1. */
  readonly line: number;
  readonly owner: string;
  /** Seconds; `undefined` where the file says none: the SOA's minimum then (RFC 1035, 5.1; RFC 2308, 4). */
  readonly ttl: number | undefined;
  readonly type: string;
  /** Its data as they were written, with quotes and escapes. */
  readonly words: readonly string[];
}

/** What stands in a zone file, before it is known of which zone it is. */
export interface FileRecords {
  readonly records: readonly FileRecord[];
  /** Of the first `$TTL`, seconds. */
  readonly ttl: number | undefined;
}

/** What holds for the entries that follow. */
interface Reading {
  origin: string | undefined;
  owner: string | undefined;
  /** Of the last $TTL. */
  ttl: number | undefined;
  /** Of the first one. */
  firstTtl: number | undefined;
  /** The last one that a record said; not followed any more once the SOA's minimum has taken its place. */
  saidTtl: number | undefined;
  isByMinimum: boolean;
  readonly records: FileRecord[];
}

/** Reads the records of a zone file in their order, or tells the first thing in it that cannot be read. `origin`: absolute, of the file's beginning. */
export function fileRecords(text: string, origin: string | undefined): FileRecords | ZoneMistake {
  const entries = zoneEntries(text);
  if (!isRead(entries)) return entries;
  const reading: Reading = {
    origin,
    owner: undefined,
    ttl: undefined,
    firstTtl: undefined,
    saidTtl: undefined,
    isByMinimum: false,
    records: [],
  };
  for (const entry of entries) {
    const mistake = isDirective(entry) ? readDirective(entry, reading) : readRecord(entry, reading);
    if (mistake !== undefined) return { line: entry.line, ...mistake };
  }
  return { records: reading.records, ttl: reading.firstTtl };
}

/**
 * Finds the name that a file's relative names belong to where it says so itself: `$ORIGIN` before any record, else the owner of its SOA. `undefined`
 * where neither is there, or absolute.
 */
export function ownOrigin(text: string): string | undefined {
  const entries = zoneEntries(text);
  if (!isRead(entries)) return undefined;
  const [first] = entries.filter((entry) => !isDirective(entry) || !isNamed("$TTL", entry));
  const soa = entries.find((entry) => entry.hasOwner && !isDirective(entry) && readHead(entry.words.slice(1)).type === "SOA");
  const name = first && isNamed("$ORIGIN", first) ? first.words[1] : soa?.words[0];
  return name === undefined || name === "@" ? undefined : absoluteName(name, undefined);
}

type Why = Omit<ZoneMistake, "line">;

function isDirective({ hasOwner, words: [name = ""] }: ZoneEntry): boolean {
  return hasOwner && name.startsWith("$");
}

function isNamed(directive: string, { words: [name = ""] }: ZoneEntry): boolean {
  return name.toUpperCase() === directive;
}

/** Tells why it cannot be read. */
function readDirective(entry: ZoneEntry, reading: Reading): Why | undefined {
  const [name = "", value = ""] = entry.words;
  if (isNamed("$ORIGIN", entry)) {
    reading.origin = absoluteName(value, reading.origin);
    return reading.origin === undefined ? relative(`"${value}"`) : undefined;
  }
  if (!isNamed("$TTL", entry)) {
    return { why: `${name} is not followed`, hint: "BIND writes such a file out: named-compilezone -o OUT ZONE FILE" };
  }
  reading.ttl = readSeconds(value);
  reading.firstTtl ??= reading.ttl;
  return reading.ttl === undefined ? { why: `"${value}" is no time` } : undefined;
}

/** Tells why it cannot be read. */
function readRecord({ line, hasOwner, words }: ZoneEntry, reading: Reading): Why | undefined {
  const owner = hasOwner ? absoluteName(words[0] ?? "", reading.origin) : reading.owner;
  if (owner === undefined) return hasOwner ? relative(`"${words[0]}"`) : { why: "there is no owner before it" };
  reading.owner = owner;
  const { ttl: said, type, rest } = readHead(hasOwner ? words.slice(1) : words);
  if (type === undefined || rest.length === 0) return { why: "a record needs a type and data" };
  const names = namesIn(type);
  const data = rest.map((word, index) => (names.includes(index) ? absoluteName(word, reading.origin) : word));
  if (data.includes(undefined)) return relative("a name in it");
  const ttl = ttlOf(said, type, reading);
  reading.records.push({ line, owner, ttl, type, words: data.filter((word) => word !== undefined) });
  return undefined;
}

function relative(name: string): Why {
  return { why: `${name} is relative, and there is no $ORIGIN before it`, lacksOrigin: true };
}

/** What the record says, else the last $TTL, else what the last record said (RFC 1035), unless the SOA came before any. */
function ttlOf(said: number | undefined, type: string, reading: Reading): number | undefined {
  reading.saidTtl = said ?? reading.saidTtl;
  const ttl = said ?? reading.ttl ?? (reading.isByMinimum ? undefined : reading.saidTtl);
  if (type === "SOA" && ttl === undefined) reading.isByMinimum = true;
  return ttl;
}

/** A TTL and a class may stand before the type, in either order. */
function readHead(words: readonly string[]): { ttl?: number; type: string | undefined; rest: readonly string[] } {
  const at = words.slice(0, 2).findIndex((word) => !isClass(word) && readSeconds(word) === undefined);
  const before = words.slice(0, at === -1 ? 2 : at);
  const ttl = before.map(readSeconds).find((time) => time !== undefined);
  return { ...(ttl !== undefined && { ttl }), type: words[before.length]?.toUpperCase(), rest: words.slice(before.length + 1) };
}

function isClass(word: string): boolean {
  return /^(?:IN|CLASS1)$/i.test(word);
}

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** Reads a time of a zone file: `3600`, `1h` and `1h30m` are seconds; `undefined` for what is no time. */
export function readSeconds(word: string): number | undefined {
  if (/^\d+$/.test(word)) return Number(word);
  if (!/^(?:\d+[smhdw])+$/i.test(word)) return undefined;
  return (word.match(/\d+\D/g) ?? []).reduce(
    (sum, part) => sum + Number.parseInt(part, 10) * (UNITS[part.slice(-1).toLowerCase()] ?? 0),
    0,
  );
}
