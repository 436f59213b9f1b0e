import { z } from "zod";
import type { ZoneRecord } from "../formats/zone-file.ts";
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
}

/** What is wrong in a zone beside the shape of its variables. */
export interface ZoneMistake {
  /** The way to it below the zone. */
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
}

const NO_ALIASES = ["MX", "NS", "SRV"];
const ADDRESS_TYPES = ["A", "AAAA", "CNAME"];

/** Finds all that would make a zone wrong or be served otherwise than it was meant, each with its place. */
export function zoneMistakes(parts: ZoneParts): readonly ZoneMistake[] {
  return [
    ...parts.ns.flatMap((name, index) =>
      nameServerMistakes(name, parts).map((mistake): ZoneMistake => ({ path: ["ns", index], ...mistake })),
    ),
    ...parts.given.flatMap((placed) => {
      const { owner, type } = placed.record;
      return recordMistakes(placed, parts).map(({ message, ...more }): ZoneMistake => {
        return { path: ["records", placed.index], message: `${owner} ${type}: ${message}`, ...more };
      });
    }),
  ];
}

type Mistake = Omit<ZoneMistake, "path">;

function recordMistakes(placed: PlacedRecord, parts: ZoneParts): readonly Mistake[] {
  const { record } = placed;
  return [
    ...ownerMistakes(record, parts),
    ...valueMistakes(record),
    ...targetMistakes(record, parts),
    ...neighbourMistakes(placed, parts),
    ...(record.type === "NS" ? nameServerMistakes(absoluteOf(record.data, parts.zone), parts) : []),
  ];
}

function ownerMistakes({ owner, type }: ZoneRecord, { zone, taken, acme }: ZoneParts): readonly Mistake[] {
  const name = absoluteOf(owner, zone);
  if (owner.endsWith(".")) return [{ message: `the name is not in ${zone}` }];
  if (owner === zone || owner.endsWith(`.${zone}`))
    return [
      {
        message: `the name would be ${name}`,
        hint: "A name inside the zone is written without the zone, an absolute one with its last dot",
      },
    ];
  if (acme !== undefined && (name === `${acme}.` || name.endsWith(`.${acme}.`)))
    return [{ message: `the name is in ${acme}, to which only updates write` }];
  if (taken.has(name) && (owner !== "@" || ADDRESS_TYPES.includes(type)))
    return [{ message: "a service has this name, and brings its records" }];
  return [];
}

function valueMistakes({ ttl, type, data }: ZoneRecord): readonly Mistake[] {
  const isAddress = type === "A" ? z.ipv4() : type === "AAAA" ? z.ipv6() : z.string();
  return [
    ...(ttl === 0 ? [{ message: "a TTL of 0 lets nobody keep the answer: it is asked for every time" }] : []),
    ...(isAddress.safeParse(data).success ? [] : [{ message: `"${data}" is no IPv${type === "A" ? 4 : 6} address` }]),
  ];
}

function targetMistakes({ type, data }: ZoneRecord, { zone, given, made, steered }: ZoneParts): readonly Mistake[] {
  const target = data.split(" ").at(-1) ?? "";
  if (type === "CNAME" && steered.has(absoluteOf(target, zone)) && !target.endsWith("."))
    return [
      { message: `${target} is steered, and a name that leads to it inside the zone would not be`, hint: "Use `aliases` of the service" },
    ];
  const isAlias = [...given.map(({ record }) => record), ...made].some((one) => one.type === "CNAME" && one.owner === target);
  return NO_ALIASES.includes(type) && isAlias ? [{ message: `${target} is a CNAME, and must be a host's own name (RFC 2181, 10.3)` }] : [];
}

/** Records of the same name. */
function neighbourMistakes({ record, index }: PlacedRecord, { given, made }: ZoneParts): readonly Mistake[] {
  const { owner, type, data } = record;
  const isSame = (one: ZoneRecord): boolean => one.owner === owner && one.type === type && one.data === data;
  const before = given
    .slice(
      0,
      given.findIndex((one) => one.record === record),
    )
    .map((one) => one.record);
  if ([...before, ...made].some(isSame)) return [{ message: `it is there already: ${data}` }];
  const others = [...given.filter((one) => one.record !== record).map((one) => one.record), ...made].filter(
    (one) => one.owner === owner && !isSame(one),
  );
  const isAlone = others.length === 0 && owner !== "@";
  if (type === "CNAME" && !isAlone) return [{ message: "a CNAME must be the only record of its name" }];
  const alias = made.some((one) => one.type === "CNAME" && one.owner === owner);
  return alias ? [{ message: `a CNAME that the zone needs has this name already (record ${index})` }] : [];
}

function nameServerMistakes(name: string, { zone, given, made, steered }: ZoneParts): readonly Mistake[] {
  if (steered.has(name)) return [{ message: `${name} is steered: the name servers would be found by what they answer themselves` }];
  const records = [...given.map(({ record }) => record), ...made].filter(({ owner }) => absoluteOf(owner, zone) === name);
  if (!name.endsWith(`.${zone}.`) || records.some(({ type }) => type !== "TXT" && type !== "NS")) return [];
  return [{ message: `${name} has no address in the zone`, hint: "Give it an A or AAAA record" }];
}
