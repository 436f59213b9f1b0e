import { dnsZone, dnsZoneFiles, DnsZonesVars, renderZone, type Resource, type RoleInput, zoneList } from "geosteer";
import type { Zone } from "./knot-conf.ts";
import type { Server } from "./servers.ts";
import type { KnotVars } from "./vars.ts";

/** The zones of the inventory, and on the primary their files, which the role `dns-zones` writes. */
export function zonesOf(
  { host, inventory }: RoleInput<KnotVars>,
  self: Server,
): { readonly zones: readonly Zone[]; readonly files: readonly Resource[] } {
  const zones = zoneList({ host, inventory });
  if (!self.isPrimary || zones.length === 0) return { zones, files: [] };
  const vars = DnsZonesVars.parse(inventory.roleVars(host, "dns_zones"));
  const files = dnsZoneFiles(vars, { host, inventory });
  return { zones, files: files.map(({ zone, isAcme }) => dnsZone({ zone: zone.zone, content: renderZone(zone), once: isAcme })) };
}
