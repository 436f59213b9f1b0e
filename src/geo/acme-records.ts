import type { Soa, Zone, ZoneRecord } from "../formats/zone-file.ts";

/** Longest time for which a resolver remembers that a challenge was not there yet, seconds. */
const MINIMUM = 60;

/** The zone that holds challenges of certificate authorities (RFC 8555, 8.4), into which each host writes at its own name. */
export function acmeZone(zone: string): string {
  return `acme.${zone}`;
}

/** What the zone says of the one that holds challenges. */
interface AcmeZone {
  readonly ns: readonly string[];
  /** Data of its DS records; `[]`: it is not signed. */
  readonly ds: readonly string[];
}

/** What stands in the zone itself: challenges are asked for at names in `acmeZone`, that of no single host at the holder's. */
export function acmeRecords(
  zone: string,
  { ns, ds, holder, hosts }: AcmeZone & { readonly holder: string; readonly hosts: readonly string[] },
): readonly ZoneRecord[] {
  const challenge = (owner: string, host: string): ZoneRecord => ({ owner, type: "CNAME", data: `${host.toLowerCase()}.acme` });
  const owner = acmeZone(zone).slice(0, -zone.length - 1);
  return [
    ...ns.map((data) => ({ owner, type: "NS", data })),
    ...ds.map((data) => ({ owner, type: "DS", data })),
    challenge("_acme-challenge", holder),
    ...hosts.map((host) => challenge(`_acme-challenge.${host.toLowerCase()}`, host)),
  ];
}

/** What `acmeZone` begins with; all else in it comes by updates. */
export function firstAcmeZone(zone: string, { soa, ns }: { readonly soa: Soa; readonly ns: readonly string[] }): Zone {
  const minimum = Math.min(MINIMUM, soa.minimum);
  return {
    zone: acmeZone(zone),
    soa: { ...soa, minimum },
    ttl: MINIMUM,
    records: ns.map((data) => ({ owner: "@", type: "NS", data })),
  };
}
