import { aptPackages, directory, dnsZone, readZones, role, type RoleInput, ZonesVars } from "geosteer";

/**
 * Zones as typed records. Their files are on the primary alone; secondaries fetch them. The names of services come from the role `geo-map`, and are not
 * typed here: a default for each, which only those get whom no name server knows how to place, and a name for each host (`svc.host.zone`).
 *
 * @example
 * dns_zones:
 *   zones:
 *     example.org:
 *       soa: { mname: ns1.example.org., rname: hostmaster.example.org. }
 *       ns: [ns1.example.org.]
 *       records:
 *         - { name: ns1, type: A, value: 192.0.2.1 }
 */
export const dnsZones = role({
  name: "dns-zones",
  description: "Zone files from typed records, checked before they go live.",
  installs: ["packages knot, knot-dnssecutils", "/etc/knot/zones/<zone>.zone, on the primary"],
  vars: ZonesVars,
  resources(input) {
    const { primary, acmeHosts } = knotOf(input);
    if (!primary) return [];
    return [
      aptPackages({ name: "dns-zones", packages: ["knot", "knot-dnssecutils"], recommends: false }),
      directory({ path: "/etc/knot/zones" }),
      ...readZones({ ...input, acmeHosts }).map(({ zone, content, isAcme }) => dnsZone({ zone, content, once: isAcme })),
    ];
  },
});

/** What the role `knot` is told, as far as zones depend on it. */
function knotOf({ host, inventory }: RoleInput<unknown>): { readonly primary: boolean; readonly acmeHosts: readonly string[] } {
  const given = inventory.roleVars(host, "knot");
  const { primary, acme_keys } = (typeof given === "object" && given !== null ? given : {}) as { primary?: unknown; acme_keys?: unknown };
  return { primary: primary === true, acmeHosts: typeof acme_keys === "object" && acme_keys !== null ? Object.keys(acme_keys) : [] };
}
