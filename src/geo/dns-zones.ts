import { renderZone, type ZoneRecord } from "../formats/zone-file.ts";
import { Failure, Failures } from "../model/failure.ts";
import type { Host, Inventory } from "../model/host.ts";
import { parseBySchema } from "../model/parse-by-schema.ts";
import type { GeoModel } from "./geo-model.ts";
import { readGeoModel } from "./read-geo-model.ts";
import { zoneRecordOf } from "./record-data.ts";
import { zoneMistakes } from "./zone-mistakes.ts";
import { zoneRecords } from "./zone-records.ts";
import { type ZoneWish, ZonesVars } from "./zone-vars.ts";

const VARIABLE = "dns_zones";

/** A zone that the fleet's name servers hold. */
export interface DnsZone {
  /** Without its last dot. */
  readonly zone: string;
  /** The whole zone file. */
  readonly content: string;
  /** Some of its names are answered by the map. */
  readonly isSteered: boolean;
  /** Its records come by updates: the file is written once. */
  readonly isAcme: boolean;
}

/** Where zones are read from, and who may update the ACME zones. */
export interface ZonesInput {
  readonly host: Host;
  readonly inventory: Inventory;
  /** Hosts that each have a name of their own in the ACME zones; the first holds the challenge of the zone itself. */
  readonly acmeHosts: readonly string[];
}

/** Makes the zone files of the inventory: typed records, the names of services, the delegation of ACME's challenges. Throws all mistakes together. */
export function readZones({ host, inventory, acmeHosts }: ZonesInput): readonly DnsZone[] {
  const model = readGeoModel({ host, inventory });
  const zones = Object.entries(readVars(host, inventory));
  const mistakes = zones.flatMap(([zone, wish]) => zoneMistakes(zone, wish, model));
  if (mistakes.length > 0) {
    throw new Failures(
      mistakes.map(({ path, message, hint }) => {
        const at = [VARIABLE, "zones", ...path];
        return new Failure("VARS_INVALID", inventory.whereIs(host, at), `Cannot serve ${at.join(".")}: ${message}`, {
          ...(hint !== undefined && { hint }),
        });
      }),
    );
  }
  return zones.flatMap(([zone, wish]) => [mainZone(zone, wish, { model, acmeHosts }), ...(wish.acme ? [acmeZone(zone, wish)] : [])]);
}

function readVars(host: Host, inventory: Inventory): Readonly<Record<string, ZoneWish>> {
  const parsed = parseBySchema(ZonesVars, inventory.roleVars(host, VARIABLE) ?? {});
  if (parsed.outcome === "fits") return parsed.data.zones;
  throw new Failures(
    parsed.mistakes.map(({ path, message, ...details }) => {
      const at = [VARIABLE, ...path];
      return new Failure("VARS_INVALID", inventory.whereIs(host, at), `Cannot serve ${at.join(".")}: ${message}`, details);
    }),
  );
}

function mainZone(
  zone: string,
  wish: ZoneWish,
  { model, acmeHosts }: { readonly model: GeoModel | undefined; readonly acmeHosts: readonly string[] },
): DnsZone {
  const services = model === undefined ? [] : zoneRecords(model, zone);
  const records: readonly ZoneRecord[] = [
    ...wish.ns.map((data): ZoneRecord => ({ name: "@", type: "NS", data })),
    ...wish.caa.map((data): ZoneRecord => ({ name: "@", type: "CAA", data })),
    ...wish.records.map(zoneRecordOf),
    ...services.map(({ label, type, address }): ZoneRecord => ({ name: label, ttl: model?.ttl, type, data: address })),
    ...(wish.acme ? delegation(zone, wish, acmeHosts) : []),
  ];
  return { zone, content: renderZone({ zone, ttl: wish.ttl, soa: soaOf(wish), records }), isSteered: services.length > 0, isAcme: false };
}

/** The challenge of a name is wherever its CNAME leads: one key can be let into one name, and into no other zone. */
function delegation(zone: string, { ns }: ZoneWish, acmeHosts: readonly string[]): readonly ZoneRecord[] {
  const [first] = acmeHosts;
  const challenges = [
    ...(first === undefined ? [] : [["_acme-challenge", first] as const]),
    ...acmeHosts.map((host) => [`_acme-challenge.${host}`, host] as const),
  ];
  return [
    ...ns.map((data): ZoneRecord => ({ name: "acme", type: "NS", data })),
    ...challenges.map(([name, host]): ZoneRecord => ({ name, type: "CNAME", data: `${host}.acme.${zone}.` })),
  ];
}

function acmeZone(zone: string, wish: ZoneWish): DnsZone {
  const name = `acme.${zone}`;
  const records = wish.ns.map((data): ZoneRecord => ({ name: "@", type: "NS", data }));
  return { zone: name, content: renderZone({ zone: name, ttl: 60, soa: soaOf(wish), records }), isSteered: false, isAcme: true };
}

function soaOf({ soa: { mname, rname, refresh, retry, expire, minimum } }: ZoneWish): string {
  return `${mname} ${rname} 1 ${refresh} ${retry} ${expire} ${minimum}`;
}
