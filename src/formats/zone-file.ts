import { Buffer } from "node:buffer";

/** A record of a zone, as a zone file writes it (RFC 1035, section 5). */
export interface ZoneRecord {
  /** Inside the zone; `@` is the zone itself. */
  readonly name: string;
  /** Seconds; the zone's own where it is left out. */
  readonly ttl?: number | undefined;
  readonly type: string;
  readonly data: string;
}

/** A zone as its file holds it. */
export interface ZoneFile {
  /** Without its last dot. */
  readonly zone: string;
  readonly ttl: number;
  readonly soa: string;
  readonly records: readonly ZoneRecord[];
}

/** What becomes of a zone's records, each in words: `www A 192.0.2.1`. */
export interface ZoneDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The same record, kept for another time. */
  readonly changed: readonly string[];
  /** How many there were. */
  readonly total: number;
}

/** Writes a zone file: a record a line, by name and type, so that two versions can be compared. */
export function renderZone({ zone, ttl, soa, records }: ZoneFile): string {
  const lines = records.map(lineOf).sort();
  return `; Written by infra. The name server counts the serial.\n$ORIGIN ${zone}.\n$TTL ${ttl}\n@ IN SOA ${soa}\n${lines.map((line) => `${line}\n`).join("")}`;
}

/** The records of a zone file as `renderZone` writes it, without SOA; of another one what looks like them. */
export function recordsIn(text: string): readonly string[] {
  return text.split("\n").filter((line) => /^\S+ (?:\d+ )?IN (?!SOA )/.test(line));
}

/** Compares two zone files record by record; one that is kept for another time only is changed, not removed. */
export function zoneDiff(before: string, after: string): ZoneDiff {
  const [old, wanted] = [recordsIn(before), recordsIn(after)];
  const was = new Set(old);
  const [named, shall] = [new Set(old.map(withoutTtl)), new Set(wanted.map(withoutTtl))];
  return {
    added: wanted.filter((line) => !named.has(withoutTtl(line))).map(withoutTtl),
    removed: old.filter((line) => !shall.has(withoutTtl(line))).map(withoutTtl),
    changed: wanted.filter((line) => !was.has(line) && named.has(withoutTtl(line))).map(withoutTtl),
    total: old.length,
  };
}

/** Writes a text as the strings of a TXT record: 255 bytes each, quoted (RFC 1035, 3.3.14). */
export function txtData(text: string): string {
  const bytes = Buffer.from(text);
  const count = Math.max(1, Math.ceil(bytes.length / 255));
  return Array.from({ length: count }, (_, index) => quoted(bytes.subarray(index * 255, (index + 1) * 255))).join(" ");
}

/** Bytes that are no plain letters are written as `\DDD`. */
function quoted(bytes: Uint8Array): string {
  const text = [...bytes].map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\${String(byte).padStart(3, "0")}`;
  });
  return `"${text.join("")}"`;
}

function lineOf({ name, ttl, type, data }: ZoneRecord): string {
  return [name, ...(ttl === undefined ? [] : [ttl]), "IN", type, data].join(" ");
}

function withoutTtl(line: string): string {
  return line.replace(/ (?:\d+ )?IN /, " ");
}
