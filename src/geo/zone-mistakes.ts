import { z } from "zod";
import type { ZoneRecord } from "../formats/zone-file.ts";
import { namesIn, relativeName } from "../formats/zone-name.ts";
import { absoluteOf } from "./given-records.ts";

/** A record that a person wrote, with its place in the variables. */
export interface PlacedRecord {
  readonly record: ZoneRecord;
  /** Its number in `records`. */
  readonly index: number;
}

/** What a zone is made of, and what must not be touched in it. */
export interface ZoneParts {
  readonly zone: string;
  /** Of records that have none of their own, seconds. */
  readonly ttl: number;
  /** As they are in the variables, absolute. */
  readonly ns: readonly string[];
  readonly given: readonly PlacedRecord[];
  /** Records that services, name servers and certificates bring. */
  readonly made: readonly ZoneRecord[];
  /** Absolute names of all zones that a map steers. */
  readonly steered: ReadonlySet<string>;
  /** Those and what services bring for single hosts. */
  readonly taken: ReadonlySet<string>;
  /** The zone below that updates write to. */
  readonly acme: string | undefined;
  /** Other zones of the name servers that lie in it. */
  readonly nested: readonly string[];
}

/** What is wrong in a zone beside the shape of its variables. */
export interface ZoneMistake {
  /** The way to it below the zone. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

const ADDRESS_TYPES = ["A", "AAAA", "CNAME"];

/** The parts, with all records by their owners, those that are made first. */
interface Indexed extends ZoneParts {
  readonly at: ReadonlyMap<string, readonly ZoneRecord[]>;
}

/** Finds all that would make a zone wrong or be served otherwise than it was meant, each with its place. */
export function zoneMistakes(parts: ZoneParts): readonly ZoneMistake[] {
  const { acme, given, made, nested, ns, taken } = parts;
  const indexed = { ...parts, at: byOwner([...made, ...given.map(({ record }) => record)]) };
  const hidden = acme === undefined ? [] : [...taken].filter((name) => isWithin(name, acme));
  return [
    ...hidden.map((name) => ({ path: ["acme"], message: `a service has the name ${name}, which is in the zone of challenges` })),
    ...(acme !== undefined && nested.includes(acme)
      ? [{ path: ["acme"], message: `zone ${acme} of challenges is among the zones already` }]
      : []),
    ...ns.flatMap((name, index) => nameServerMistakes(name, indexed).map((mistake) => ({ path: ["ns", index], ...mistake }))),
    ...given.flatMap(({ record, index }) =>
      recordMistakes(record, indexed).map(({ message, ...more }) => ({
        path: ["records", index],
        message: `${record.owner} ${record.type}: ${message}`,
        ...more,
      })),
    ),
  ];
}

type Mistake = Omit<ZoneMistake, "path">;

function recordMistakes(record: ZoneRecord, parts: Indexed): readonly Mistake[] {
  const misplaced = ownerMistakes(record, parts);
  return [
    ...misplaced,
    ...valueMistakes(record),
    ...targetMistakes(record, parts),
    ...(misplaced.length > 0 ? [] : [...neighbourMistakes(record, parts), ...ttlMistakes(record, parts)]),
  ];
}

function ownerMistakes(record: ZoneRecord, parts: ZoneParts): readonly Mistake[] {
  const { owner, type } = record;
  const { zone, taken, acme } = parts;
  const name = absoluteOf(owner, zone);
  if (owner.endsWith(".")) return [{ message: `the name is not in ${zone}` }];
  if (isDoubled(name, zone)) return [doubled(`the name would be ${name}`)];
  if (acme !== undefined && isWithin(name, acme)) return [{ message: `the name is in ${acme}, to which only updates write` }];
  if (taken.has(name) && (owner !== "@" || ADDRESS_TYPES.includes(type)))
    return [{ message: "a service has this name, and brings its records" }];
  return cutMistakes(record, parts);
}

/** What lies below a zone cut is answered by another zone, but for the addresses of its name servers. */
function cutMistakes({ owner, type }: ZoneRecord, { zone, taken, nested }: ZoneParts): readonly Mistake[] {
  const name = absoluteOf(owner, zone);
  const inner = nested.find((one) => isWithin(name, one));
  const isPart = type === "NS" ? name === `${inner}.` : ["A", "AAAA"].includes(type);
  if (inner !== undefined && !isPart) return [{ message: `the name is in zone ${inner}, which answers for it` }];
  const below = type === "NS" && owner !== "@" ? [...taken].find((one) => isWithin(one, name.slice(0, -1))) : undefined;
  return below === undefined ? [] : [{ message: `a service has the name ${below}, for which other name servers would be asked` }];
}

/** Does an absolute name end with the zone's twice? */
function isDoubled(name: string, zone: string): boolean {
  return `.${name}`.endsWith(`.${zone}.${zone}.`);
}

function doubled(message: string): Mistake {
  return { message, hint: "A name inside the zone is written without the zone, an absolute one with its last dot" };
}

function valueMistakes({ ttl, type, data }: ZoneRecord): readonly Mistake[] {
  const isAddress = type === "A" ? z.ipv4() : type === "AAAA" ? z.ipv6() : z.string();
  return [
    ...(ttl === 0 ? [{ message: "a TTL of 0 lets nobody keep the answer: it is asked for every time" }] : []),
    ...(isAddress.safeParse(data).success ? [] : [{ message: `"${data}" is no IPv${type === "A" ? 4 : 6} address` }]),
  ];
}

function targetMistakes({ type, data }: ZoneRecord, parts: Indexed): readonly Mistake[] {
  const target = absoluteOf(data.slice(data.lastIndexOf(" ") + 1), parts.zone);
  if (type === "NS") return nameServerMistakes(target, parts);
  if (namesIn(type).length > 0 && isDoubled(target, parts.zone)) return [doubled(`it would lead to ${target}`)];
  if (type === "CNAME" && parts.steered.has(target) && isWithin(target, parts.zone))
    return [
      {
        message: `${target} is steered, and a name that leads to it inside the zone would not be`,
        hint: "Use `aliases` of the service",
      },
    ];
  return ["MX", "SRV"].includes(type) ? aliasMistakes(target, parts) : [];
}

function nameServerMistakes(name: string, parts: Indexed): readonly Mistake[] {
  if (isDoubled(name, parts.zone)) return [doubled(`it would lead to ${name}`)];
  if (parts.steered.has(name)) return [{ message: `${name} is steered: the name servers would be found by what they answer themselves` }];
  const aliases = aliasMistakes(name, parts);
  const hasAddress = recordsAt(name, parts).some(({ type }) => type === "A" || type === "AAAA");
  if (aliases.length > 0 || hasAddress || !isWithin(name, parts.zone)) return aliases;
  return [{ message: `${name} has no address in the zone`, hint: "Give it an A or AAAA record" }];
}

function aliasMistakes(name: string, parts: Indexed): readonly Mistake[] {
  const isAlias = recordsAt(name, parts).some(({ type }) => type === "CNAME");
  return isAlias ? [{ message: `${name} is a CNAME, and must be a host's own name (RFC 2181, 10.3)` }] : [];
}

/** What stands at the same name; of two that are the same the later one is told. */
function neighbourMistakes(record: ZoneRecord, parts: Indexed): readonly Mistake[] {
  const { owner, type, data } = record;
  const all = recordsAt(absoluteOf(owner, parts.zone), parts);
  const isSame = (one: ZoneRecord): boolean => one.type === type && one.data === data;
  if (all.findIndex(isSame) < all.indexOf(record)) return [{ message: `it is there already: ${data}` }];
  const isAlone = owner !== "@" && all.every(isSame);
  if (type === "CNAME") return isAlone ? [] : [{ message: "a CNAME must be the only record of its name" }];
  const alias = all.find((one) => one.type === "CNAME");
  return alias !== undefined && parts.made.includes(alias)
    ? [{ message: `the name is a CNAME already, to ${alias.data}, for certificates` }]
    : [];
}

/** Records of one name and type are one answer: Knot would give all of them the last one's TTL. The first record says which it is. */
function ttlMistakes({ owner, type, ttl }: ZoneRecord, parts: Indexed): readonly Mistake[] {
  const first = parts.at.get(owner)?.find((one) => one.type === type);
  const [own, wanted] = [ttl ?? parts.ttl, first?.ttl ?? parts.ttl];
  return own === wanted ? [] : [{ message: `its TTL is ${own}, that of another ${type} of this name ${wanted}: they must be the same` }];
}

function byOwner(records: readonly ZoneRecord[]): ReadonlyMap<string, readonly ZoneRecord[]> {
  const at = new Map<string, ZoneRecord[]>();
  for (const record of records) {
    const own = at.get(record.owner) ?? [];
    own.push(record);
    at.set(record.owner, own);
  }
  return at;
}

function recordsAt(name: string, { zone, at }: Indexed): readonly ZoneRecord[] {
  return at.get(relativeName(name, zone)) ?? [];
}

/** Is an absolute name the zone's, or one in it? */
export function isWithin(name: string, zone: string): boolean {
  return name === `${zone}.` || name.endsWith(`.${zone}.`);
}
