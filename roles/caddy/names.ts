import { type Host, readGeoModel, readRoleVars, type RoleInput, z, zoneList } from "geosteer";
import type { Site } from "./site-vars.ts";
import { CaddyVars } from "./vars.ts";

/** A name of a site with the zone that its certificate is for. */
export interface ZonedName {
  readonly name: string;
  readonly zone: string;
}

/** What of the fleet decides about names. */
export interface Naming {
  readonly zones: readonly string[];
  readonly shortZones: readonly string[];
  /** All zones in which there may be names. */
  readonly known: readonly string[];
  /** Labels in zones by service, as `geo_map` steers them; `hasOwn`: each host has a name of its own beside it. */
  readonly steered: ReadonlyMap<string, readonly Steered[]>;
  labelOf(host: string): string;
}

interface Steered {
  readonly label: string;
  readonly zone: string;
  readonly hasOwn: boolean;
}

/** A site's names on a host: those of all hosts that run it, and the host's own. */
export interface SiteNames {
  readonly shared: readonly ZonedName[];
  readonly own: readonly ZonedName[];
}

const OpenVars = z.object({ host_label: CaddyVars.shape.host_label });

/** Reads from the inventory what names are made of. */
export function namingOf({ vars, host, inventory }: RoleInput<CaddyVars>): Naming {
  const services = readGeoModel({ host, inventory })?.services ?? [];
  const steered = new Map(
    services.map(({ name, names }) => [
      name,
      names.map(({ label, zone, isAlias }): Steered => ({ label, zone, hasOwn: !isAlias && label !== "@" })),
    ]),
  );
  const fleet = [
    ...zoneList({ host, inventory }).flatMap(({ zone, isAcme }) => (isAcme ? [] : [zone])),
    ...[...steered.values()].flat().map(({ zone }) => zone),
  ];
  const zones = vars.zones ?? [...new Set(fleet)].filter((zone) => !vars.short_zones.includes(zone));
  const labelOf = (name: string): string => {
    const one = inventory.host(name);
    return (one === undefined || one.name === host.name ? vars : openVarsOf(one, inventory)).host_label ?? name;
  };
  return { zones, shortZones: vars.short_zones, known: [...new Set([...zones, ...vars.short_zones, ...fleet])], steered, labelOf };
}

function openVarsOf(host: Host, inventory: RoleInput<unknown>["inventory"]): z.output<typeof OpenVars> {
  return readRoleVars(OpenVars, { role: "caddy", host, inventory });
}

/** The names of a site on a host. One that is outside of every zone has none, and is a mistake (see `refuseMistakes`). */
export function namesOf(name: string, site: Site, { host, naming }: { readonly host: string; readonly naming: Naming }): SiteNames {
  if (site.names !== undefined) {
    return { shared: site.names.flatMap((one) => zonedName(one, naming.known)), own: [] };
  }
  const labels = [
    ...(naming.steered.get(name) ?? naming.zones.map((zone): Steered => ({ label: name, zone, hasOwn: true }))),
    ...(site.short === undefined ? [] : shortLabels(site.short, naming.shortZones)),
  ];
  const distinct = [...new Map(labels.map((one) => [`${one.label}.${one.zone}`, one])).values()];
  return {
    shared: distinct.map(({ label, zone }) => ({ name: label === "@" ? zone : `${label}.${zone}`, zone })),
    own: distinct.flatMap(({ label, zone, hasOwn }) => (hasOwn ? [{ name: `${label}.${naming.labelOf(host)}.${zone}`, zone }] : [])),
  };
}

function shortLabels(label: string, zones: readonly string[]): readonly Steered[] {
  return zones.map((zone) => ({ label, zone, hasOwn: true }));
}

/** The name with the longest zone that it is in; `[]`: none. */
export function zonedName(name: string, zones: readonly string[]): readonly ZonedName[] {
  const fits = zones.filter((zone) => name === zone || name.endsWith(`.${zone}`));
  return fits
    .toSorted((a, b) => b.length - a.length)
    .slice(0, 1)
    .map((zone) => ({ name, zone }));
}

/** Names by zone, in the order in which zones first appear. */
export function byZone(names: readonly ZonedName[]): ReadonlyMap<string, readonly string[]> {
  const zones = [...new Set(names.map(({ zone }) => zone))];
  return new Map(zones.map((zone) => [zone, names.filter((one) => one.zone === zone).map(({ name }) => name)]));
}
