import { dnsZone, readZones, type Resource, type RoleInput } from "geosteer";
import type { Zone } from "./knot-conf.ts";
import type { Server } from "./servers.ts";
import type { KnotVars } from "./vars.ts";

/** The zones of the inventory, and on the primary their files, which the role `dns-zones` writes. */
export function zonesOf(
  { vars, host, inventory }: RoleInput<KnotVars>,
  self: Server,
): { readonly zones: readonly Zone[]; readonly files: readonly Resource[] } {
  const zones = readZones({ host, inventory, acmeHosts: Object.keys(vars.acme_keys) });
  const files = zones.map(({ zone, content, isAcme }) => dnsZone({ zone, content, once: isAcme }));
  return { zones, files: self.isPrimary ? files : [] };
}
