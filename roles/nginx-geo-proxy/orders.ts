import { continentOf, countryCodes, regionOrder } from "geosteer";
import type { Steering } from "./steering.ts";
import type { ProxyVars, Site } from "./vars.ts";

/** An order of regions: the preferred one, then those that stand behind it. */
export type Order = readonly string[];

/** Who is served in which order. */
export interface Orders {
  /** For clients of whom nothing is known. */
  readonly rest: Order;
  /** By country. */
  readonly countries: ReadonlyMap<string, Order>;
}

/** Orders regions for each country: by distance, or by overrides alone; no longer than there are regions behind the first. */
export function ordersOf(
  { regions, overrides }: Pick<Steering, "regions" | "overrides">,
  { nearest, default_region: preferred, backup_regions: backups }: Pick<ProxyVars, "nearest" | "default_region" | "backup_regions">,
): Orders {
  const listed = regions.map(({ name }) => name);
  const known = (order: Order): Order => order.filter((name) => listed.includes(name));
  const rest = known([...(preferred === undefined ? [] : [preferred]), ...without(listed, [preferred])]);
  const orderOf = (country: string): Order => {
    if (nearest) return known(regionOrder(country, regions, overrides));
    const first = known(overrides.countries[country] ?? overrides.continents[continentOf(country)] ?? []);
    return [...first, ...without(rest, first)];
  };
  const cut = (order: Order): Order => order.slice(0, 1 + backups);
  return { rest: cut(rest), countries: new Map(countryCodes.map((country) => [country, cut(orderOf(country))])) };
}

/** The regions that have a host of a site, with such hosts alone. */
export function regionsOf({ hosts: runs }: Pick<Site, "hosts">, { regions }: Pick<Steering, "regions">): Steering["regions"] {
  if (runs === undefined) return regions;
  return regions
    .map((region) => ({ ...region, hosts: only(region.hosts, runs), spares: only(region.spares, runs) }))
    .filter(({ hosts, spares }) => hosts.length + spares.length > 0);
}

/** The name of an order in nginx's configuration. */
export function orderName(order: Order): string {
  return order.join(".");
}

/** All different orders, by name. */
export function distinctOrders({ rest, countries }: Orders): ReadonlyMap<string, Order> {
  const all = [rest, ...countries.values()].map((order) => [orderName(order), order] as const);
  return new Map(all.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function only(order: Order, names: Order): Order {
  return order.filter((name) => names.includes(name));
}

function without(order: Order, names: readonly (string | undefined)[]): Order {
  return order.filter((name) => !names.includes(name));
}
