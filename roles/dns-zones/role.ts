import { aptPackages, directory, dnssecKeys, dnsZone, dnsZoneFiles, DnsZonesVars, renderZone, role, zoneList } from "geosteer";

/**
 * The zones of a fleet's name servers, as files on the primary one: the host whose `knot` variables have `primary: true`; and on all of them the keys
 * of those that are signed. Names of services come from `geo_map` by themselves. What would be wrong in a zone is refused before any connection.
 *
 * Knot counts serials itself. With `acme` a zone `acme.<zone>` is written once, and dynamic updates have it from then on.
 *
 * @example
 * dns_zones:
 *   zones:
 *     example.org:
 *       soa: { mname: ns1.example.org., rname: hostmaster.example.org. }
 *       ns: [ns1.example.org., ns2.example.net.]
 *       records:
 *         - { name: ns1, type: A, value: 192.0.2.1 }
 *         - { name: "@", type: MX, exchange: mail.example.net. }
 *         - { name: "@", type: TXT, value: "v=spf1 mx -all" }
 */
export const dnsZones = role({
  name: "dns-zones",
  description: "Zone files of a fleet's name servers, on the primary one, and keys of signed zones.",
  vars: DnsZonesVars,
  installs: ["packages knot, knot-dnssecutils", "/etc/knot/zones", "/var/lib/knot/keys, where a zone is signed"],
  resources({ vars, host, inventory }) {
    const files = dnsZoneFiles(vars, { host, inventory });
    // Also of zones without: keys that are left from before must not go unsaid.
    const keys = zoneList({ host, inventory }).map(({ zone, keys }) =>
      dnssecKeys(keys === undefined ? { zone, absent: true } : { zone, keys }),
    );
    const tools = aptPackages({ name: "dns-zones", packages: ["knot", "knot-dnssecutils"], recommends: false });
    if (!isPrimary(inventory.roleVars(host, "knot"))) return keys.length === 0 ? [] : [tools, ...keys];
    const zones = files.map(({ zone, isAcme }) => dnsZone({ zone: zone.zone, content: renderZone(zone), once: isAcme }));
    return [tools, ...keys, directory({ path: "/etc/knot/zones" }), ...zones];
  },
});

function isPrimary(vars: unknown): boolean {
  return typeof vars === "object" && vars !== null && "primary" in vars && vars.primary === true;
}
