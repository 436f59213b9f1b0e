import type { z } from "zod";
import type { DnssecKeys } from "../formats/dnssec-keys.ts";
import type { Host, Inventory } from "../model/host.ts";
import { readRoleVars } from "../model/read-role-vars.ts";
import { acmeZone } from "./acme-records.ts";
import { ZONES_VARIABLE } from "./dns-zone-files.ts";
import { DnsZonesVars } from "./dns-zones-vars.ts";
import { readGeoModel } from "./read-geo-model.ts";
import { ownersOf } from "./zone-records.ts";

/** A zone that name servers serve, as far as their configuration needs it. */
export interface ListedZone {
  readonly zone: string;
  /** A map answers for names in it. */
  readonly isSteered: boolean;
  /** Dynamic updates write to it, and nothing else. */
  readonly isAcme: boolean;
  /** Every name server signs what it answers of it. */
  readonly keys?: z.output<typeof DnssecKeys>;
}

/** Lists the zones of the variable `dns_zones` and what is served for certificates, on whichever host; `[]` without the variable. */
export function zoneList({ host, inventory }: { readonly host: Host; readonly inventory: Inventory }): readonly ListedZone[] {
  if (inventory.roleVars(host, ZONES_VARIABLE) === undefined) return [];
  const { zones } = readRoleVars(DnsZonesVars, { role: "dns-zones", host, inventory });
  const model = readGeoModel({ host, inventory });
  return Object.entries(zones).flatMap(([zone, { acme, dnssec: keys }]) => [
    { zone, isSteered: model !== undefined && ownersOf(model, zone).length > 0, isAcme: false, ...(keys && { keys }) },
    ...(acme ? [{ zone: acmeZone(zone), isSteered: false, isAcme: true, ...(keys && { keys }) }] : []),
  ]);
}
