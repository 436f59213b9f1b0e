import type { GeoHost, GeoModel, GeoService, SteeredName } from "./geo-model.ts";
import { ownerOf } from "./steered-name.ts";

/** An address record that a zone holds for a service. */
export interface AddressRecord {
  /** Inside the zone; `@` is the zone itself. */
  readonly label: string;
  readonly type: "A" | "AAAA";
  readonly address: string;
}

/**
 * Lists what a zone file holds for services: for each steered name a default, which is served only where the map is not (NSEC needs the name, too), and
 * for each host a name of its own (`svc.host.zone`), which is not steered. A family that one of a service's hosts lacks is left out of the default: it
 * would be the answer of every view that lacks it.
 */
export function zoneRecords({ services, hosts }: GeoModel, zone: string): readonly AddressRecord[] {
  return services.flatMap((service) => {
    const own = service.hosts.flatMap((name) => hosts.filter((host) => host.name === name));
    const names = service.names.filter((name) => name.zone === zone);
    return [
      ...names.flatMap(({ label }) => defaultsOf(label, own)),
      ...names.filter(hasHostNames).flatMap(({ label }) => hostNames(label, own)),
    ];
  });
}

/** Owners that are steered, with what each host's own names are: nothing else may stand there. */
export function ownersOf({ services }: GeoModel, zone: string): readonly string[] {
  return services.flatMap((service: GeoService) => {
    const names = service.names.filter((name) => name.zone === zone);
    const perHost = names.filter(hasHostNames).flatMap(({ label }) => service.hosts.map((host) => ownerOf(`${label}.${host}`, zone)));
    return [...names.map(({ owner }) => owner), ...perHost];
  });
}

/** The zone itself has no name per host: it would be the host's. */
function hasHostNames({ isAlias, label }: SteeredName): boolean {
  return !isAlias && label !== "@";
}

function defaultsOf(label: string, hosts: readonly GeoHost[]): readonly AddressRecord[] {
  const all = (family: "v4" | "v6"): readonly string[] =>
    hosts.every((host) => host[family].length > 0) ? hosts.flatMap((host) => host[family]) : [];
  return [...all("v4").map((address) => record(label, "A", address)), ...all("v6").map((address) => record(label, "AAAA", address))];
}

function hostNames(label: string, hosts: readonly GeoHost[]): readonly AddressRecord[] {
  return hosts.flatMap(({ name, v4, v6 }) => [
    ...v4.map((address) => record(`${label}.${name}`, "A", address)),
    ...v6.map((address) => record(`${label}.${name}`, "AAAA", address)),
  ]);
}

function record(label: string, type: AddressRecord["type"], address: string): AddressRecord {
  return { label, type, address };
}
