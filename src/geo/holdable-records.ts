import type { ZoneMistake } from "../formats/zone-entries.ts";
import type { ZoneRecord } from "../formats/zone-file.ts";
import { relativeName } from "../formats/zone-name.ts";
import { absoluteOf } from "./given-records.ts";
import type { TimedRecord } from "./set-ttls.ts";
import { typedRecord, type WrittenRecord } from "./typed-record.ts";
import { zoneMistakes } from "./zone-mistakes.ts";

/** A record of a zone file that `dns_zones` holds. */
export interface HeldRecord {
  readonly line: number;
  /** The property of the zone in which it is written. */
  readonly place: "ns" | "caa" | "records";
  readonly written: WrittenRecord;
  /** As the zone's file will have it. */
  readonly record: ZoneRecord;
}

/** Records that `dns_zones` holds, those that it does not, with the reasons, and what will not be quite as it was; all by line. */
export interface HoldableRecords {
  readonly held: readonly HeldRecord[];
  readonly left: readonly ZoneMistake[];
  readonly notes: readonly ZoneMistake[];
}

/** Where records belong. */
interface Home {
  readonly zone: string;
  /** Of the zone, seconds. */
  readonly ttl: number;
}

/** Sorts out which records of a zone file `dns_zones` can hold. What is there twice is taken once. */
export function holdableRecords(timed: readonly TimedRecord[], home: Home): HoldableRecords {
  const held = new Map<string, HeldRecord>();
  const left: ZoneMistake[] = [];
  const notes: ZoneMistake[] = [];
  for (const one of timed) {
    const { line, owner, type } = one.record;
    const isServer = isOfZone(one, home) && type === "NS";
    const typed = typedRecord(one.record, home.zone, isServer || one.ttl === home.ttl ? undefined : one.ttl);
    const named = (why: string): ZoneMistake => ({ line, why: `${relativeName(owner, home.zone)} ${type}: ${why}` });
    if (typed.outcome === "refused") left.push(named(typed.why));
    else {
      const { record, written, note } = typed;
      const key = `${record.owner} ${type} ${record.data}`;
      if (!held.has(key)) held.set(key, { line, written, record, place: isServer ? "ns" : isPlainAuthority(record) ? "caa" : "records" });
      if (note !== undefined) notes.push(named(note));
    }
  }
  const settled = settle([...held.values()], home);
  return { held: settled.held, left: [...left, ...settled.left], notes };
}

function isOfZone({ record }: TimedRecord, { zone }: Home): boolean {
  return record.owner === `${zone}.`;
}

/** The zone's variable `caa` knows neither a TTL nor escapes. */
function isPlainAuthority({ owner, ttl, type, data }: ZoneRecord): boolean {
  return owner === "@" && type === "CAA" && ttl === undefined && !data.includes("\\");
}

/** Leaves out what makes the zone wrong, until nothing does: what is left out can be what another record leads to. */
function settle(held: readonly HeldRecord[], { zone, ttl }: Home): Omit<HoldableRecords, "notes"> {
  const at = (place: HeldRecord["place"]): readonly HeldRecord[] => held.filter((one) => one.place === place);
  const [servers, records] = [at("ns"), at("records")];
  const mistakes = zoneMistakes({
    zone,
    ttl,
    ns: servers.map(({ record }) => absoluteOf(record.data, zone)),
    given: records.map(({ record }, index) => ({ record, index })),
    made: [...servers, ...at("caa")].map(({ record }) => record),
    steered: new Set(),
    taken: new Set(),
    acme: undefined,
    nested: [],
  });
  const told = [servers, records].flatMap((own) =>
    own.flatMap((one, index) =>
      mistakes.filter(({ path }) => path.join(" ") === `${one.place} ${index}`).map((mistake) => ({ one, mistake })),
    ),
  );
  if (told.length === 0) return { held, left: [] };
  const wrong = new Set(told.map(({ one }) => one));
  const rest = settle(
    held.filter((one) => !wrong.has(one)),
    { zone, ttl },
  );
  return { held: rest.held, left: [...told.map(toldMistake), ...rest.left] };
}

function toldMistake({
  one,
  mistake,
}: {
  readonly one: HeldRecord;
  readonly mistake: Pick<ZoneMistake, "hint"> & { readonly message: string };
}): ZoneMistake {
  const { message, hint } = mistake;
  return { line: one.line, why: one.place === "ns" ? `@ NS: ${message}` : message, ...(hint !== undefined && { hint }) };
}
