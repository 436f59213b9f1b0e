import {
  dnssecKeys,
  dnsZone,
  dnsZoneFiles,
  DnsZonesVars,
  readRoleVars,
  renderZone,
  type Resource,
  type RoleInput,
  zoneList,
} from "geosteer";
import type { Zone } from "./knot-conf.ts";
import type { Server } from "./servers.ts";
import type { KnotVars } from "./vars.ts";

/** The zones of the inventory, with the keys of those that are signed, and on the primary their files: the role `dns-zones` brings both. */
export function zonesOf(
  { host, inventory }: RoleInput<KnotVars>,
  self: Server,
): { readonly zones: readonly Zone[]; readonly keys: readonly Resource[]; readonly files: readonly Resource[] } {
  const listed = zoneList({ host, inventory });
  const zones = listed.map(({ keys, ...zone }) => ({ ...zone, isSigned: keys !== undefined }));
  const keys = listed.flatMap(({ zone, keys }) => (keys === undefined ? [] : [dnssecKeys({ zone, keys })]));
  if (!self.isPrimary || zones.length === 0) return { zones, keys, files: [] };
  const vars = readRoleVars(DnsZonesVars, { role: "dns-zones", host, inventory });
  const files = dnsZoneFiles(vars, { host, inventory });
  return { zones, keys, files: files.map(({ zone, isAcme }) => dnsZone({ zone: zone.zone, content: renderZone(zone), once: isAcme })) };
}
