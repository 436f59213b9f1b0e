import { parse } from "yaml";
import { dnsZones } from "../../roles/dns-zones/role.ts";
import type { Inventory, Value } from "../../src/model/host.ts";
import type { Resource } from "../../src/model/resource.ts";
import { hostNamed } from "./role-on.ts";

/** A map that steers names of example.org, its apex among them. */
export const geoMapVars = {
  zones: ["example.org"],
  regions: { eu: { at: [50, 8], hosts: ["eu"] }, us: { at: [40, -75], hosts: ["us"] } },
  services: { redlib: { aliases: { "example.org": ["reddit"] } }, home: { names: { "example.org": "@" } } },
};
const addresses: Readonly<Record<string, readonly string[]>> = { eu: ["192.0.2.1", "2001:db8::1"], us: ["192.0.2.2"] };

/** Variables of role dns-zones, to which more can be appended: the last is a record of the zone. */
export const plainZones = `
zones:
  example.org:
    soa: { mname: ns1.example.org., rname: hostmaster.example.org. }
    ns: [ns1, ns2.example.net.]
    records:
      - { name: ns1, type: A, value: 192.0.2.1 }
`;

/** How the fleet differs from the usual one: eu, the primary, and us. */
export interface ZoneFleetOptions {
  readonly on?: string;
  readonly map?: object | undefined;
  readonly groups?: readonly string[];
}

/** A fleet of two name servers with these variables of role dns-zones. */
export function zoneFleet(zones: string | undefined, { map, groups = ["all", "nameservers"] }: ZoneFleetOptions): Inventory {
  const hosts = ["eu", "us"].map((name) => ({ ...hostNamed(name), groups }));
  const vars: Readonly<Record<string, (host: string) => unknown>> = {
    dns_zones: () => (zones === undefined ? undefined : (parse(zones) as unknown)),
    geo_map: (host) => map && { ...map, addresses: addresses[host] },
    knot: (host) => ({ primary: host === "eu" }),
  };
  return {
    hosts,
    host: (name) => hosts.find((host) => host.name === name),
    select: () => hosts,
    render: (_, { text }) => text,
    roleVars: ({ name }, variable) => vars[variable]?.(name) as Value | undefined,
    whereIs: (_, path) => path.join("."),
  };
}

/** What the role declares on a host. */
export function declareZones(zones: string, options: ZoneFleetOptions = {}): readonly Resource[] {
  const inventory = zoneFleet(zones, { map: geoMapVars, ...options });
  const host = inventory.host(options.on ?? "eu") ?? hostNamed("eu");
  return dnsZones.resources({ vars: dnsZones.vars.parse(parse(zones)), host, inventory });
}
