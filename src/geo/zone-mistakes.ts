import type { GeoMistake } from "./geo-mistakes.ts";
import type { GeoModel } from "./geo-model.ts";
import { zoneRecordOf } from "./record-data.ts";
import { ownerOf } from "./steered-name.ts";
import { ownersOf } from "./zone-records.ts";
import type { TypedRecord, ZoneWish } from "./zone-vars.ts";

interface Input {
  readonly zone: string;
  readonly wish: ZoneWish;
  /** Owners that services have in the zone. */
  readonly steered: readonly string[];
}

interface Placed {
  readonly record: TypedRecord;
  readonly owner: string;
  readonly path: GeoMistake["path"];
}

/** Finds what is wrong in a zone beside the shape of its records. */
export function zoneMistakes(zone: string, wish: ZoneWish, model: GeoModel | undefined): readonly GeoMistake[] {
  const steered = model === undefined ? [] : ownersOf(model, zone);
  const input = { zone, wish, steered };
  const placed = wish.records.map(
    (record, index): Placed => ({ record, owner: ownerOf(record.name.toLowerCase(), zone), path: [zone, "records", index] }),
  );
  return [
    ...nameServers(input),
    ...placed.flatMap((one) => [...atServices(one, input), ...besideCname(one, placed, input), ...targets(one, placed)]),
    ...repeated(placed),
  ];
}

/** Resolvers keep the addresses of name servers for long, and ask all of them. */
function nameServers({ zone, wish, steered }: Input): readonly GeoMistake[] {
  return wish.ns
    .filter((name) => steered.includes(name.toLowerCase()))
    .map((name) => ({
      path: [zone, "ns"],
      message: `the name server ${name} is a name of a service, whose answer is another one for everybody`,
    }));
}

function atServices({ record, owner, path }: Placed, { steered }: Input): readonly GeoMistake[] {
  if (record.type === "CNAME" && steered.includes(record.value.toLowerCase())) {
    return [
      {
        path,
        message: `a CNAME inside the zone to the service's name ${record.value} would not be steered`,
        hint: "Make it one of the service's `aliases`",
      },
    ];
  }
  const isTaken = steered.includes(owner) && ["A", "AAAA", "CNAME", "NS"].includes(record.type);
  return isTaken ? [{ path, message: `${owner} is a name of a service, made from geo_map` }] : [];
}

function besideCname({ record, owner, path }: Placed, all: readonly Placed[], { steered }: Input): readonly GeoMistake[] {
  if (record.type !== "CNAME") return [];
  const others = all.filter((one) => one.owner === owner && one.record !== record);
  const isAlone = others.length === 0 && !steered.includes(owner) && record.name !== "@";
  return isAlone ? [] : [{ path, message: `${owner} has other records: a CNAME must be alone at its name` }];
}

/** RFC 2181, section 10.3. */
function targets({ record, path }: Placed, all: readonly Placed[]): readonly GeoMistake[] {
  const target =
    record.type === "MX" ? record.exchange : record.type === "SRV" ? record.target : record.type === "NS" ? record.value : undefined;
  const isCname = target !== undefined && all.some((one) => one.record.type === "CNAME" && one.owner === target.toLowerCase());
  return isCname ? [{ path, message: `${record.type} must not lead to ${target}, which is a CNAME` }] : [];
}

function repeated(all: readonly Placed[]): readonly GeoMistake[] {
  const seen = new Set<string>();
  return all.flatMap(({ record, owner, path }) => {
    const { type, data } = zoneRecordOf(record);
    const key = `${owner} ${type} ${data}`;
    const isThere = seen.has(key);
    seen.add(key);
    return isThere ? [{ path, message: `the record ${key} is there already` }] : [];
  });
}
