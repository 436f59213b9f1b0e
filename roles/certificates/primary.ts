import { type CertificatesVars, DnsZonesVars, type Host, readRoleVars, type RoleInput, type Secret, secret, z } from "geosteer";

/** What other roles' variables say of the primary name server. */
export interface Primary {
  readonly host: Host;
  readonly address: string;
  readonly keys: Readonly<Record<string, Secret>>;
  readonly dns: z.output<typeof DnsZonesVars>;
}

const KnotVars = z.object({
  primary: z.boolean().default(false),
  address: z.string().optional(),
  acme_keys: z.record(z.string(), secret).default({}),
});

/** Zones in which names can be proved. */
export function acmeZones({ dns }: Primary): readonly string[] {
  return Object.entries(dns.zones).flatMap(([zone, { acme }]) => (acme ? [zone] : []));
}

/** Finds the primary name server. */
export function primaryOf({ inventory }: RoleInput<z.output<typeof CertificatesVars>>): Primary | undefined {
  const read = inventory.hosts.map((host) => ({ host, knot: readRoleVars(KnotVars, { role: "knot", host, inventory }) }));
  const found = read.find(({ knot }) => knot.primary);
  if (found === undefined) return undefined;
  const { host, knot } = found;
  const dns = readRoleVars(DnsZonesVars, { role: "dns-zones", host, inventory });
  return { host, address: knot.address ?? host.address.host, keys: knot.acme_keys, dns };
}
