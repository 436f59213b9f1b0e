import { continentOf, countryCodes } from "./countries.ts";
import { viewFor } from "./lookup.ts";
import type { GeoModel } from "./geo-model.ts";
import type { Orders, Probe, Tiers, View } from "./orders.ts";
import { regionOrder } from "./region-order.ts";

/** What the database says of a network, as paths into its records: `country_code` alone, or a continent and a country. */
export interface GeoKeys {
  readonly keys: readonly string[];
  /** Addresses by what the database says of them, for the look that a push takes; each of a country is a view. */
  readonly probes?: readonly Probe[];
}

/** Makes the orders of a model: for each country the tiers of hosts, nearest first; each different one is there once. */
export function geoOrders(model: GeoModel, { keys, probes = [] }: GeoKeys): Orders {
  const known = new Map<string, number>();
  const orders: Tiers[] = [];
  const views = viewKeys({ keys, probes })
    .map((key): View => ({ key, order: indexOf(tiersOf(regionsFor(countryOf(key), model), model)) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const rest = indexOf(
    tiersOf(
      model.regions.map(({ name }) => name),
      model,
    ),
  );
  const { ttl, hosts, services, drained, witnesses } = model;
  return {
    ttl,
    keys,
    hosts: sorted(hosts, ({ name }) => name),
    orders,
    views: [...views, { key: "*", order: rest }],
    rest,
    services: sorted(services, ({ name }) => name).map(({ name, hosts: runs, check }) => ({ name, hosts: runs, check })),
    names: sorted(
      services.flatMap(({ name, names }) => names.map(({ owner }) => ({ service: name, owner }))),
      ({ owner }) => owner,
    ),
    drained: [...drained].sort(),
    witnesses: [...witnesses].sort(),
    probes: sorted(answered(probes, { views, rest }), ({ view }) => view),
  };

  function indexOf(tiers: Tiers): number {
    const text = JSON.stringify(tiers);
    const index = known.get(text) ?? orders.push(tiers) - 1;
    known.set(text, index);
    return index;
  }
}

/** Probes by the view that answers them, one for each: of what no view is made, that is the view of all. */
function answered(probes: readonly Probe[], orders: Pick<Orders, "views" | "rest">): readonly Probe[] {
  const found = probes.map((probe) => ({ ...probe, view: viewFor(probe.view, orders).key }));
  return [...new Map(found.map((probe) => [probe.view, probe])).values()];
}

/** The key of a country's view: its code, in a nested database behind its continent's. */
function viewKey(country: string, keys: readonly string[]): string {
  return keys.length > 1 ? `${continentOf(country)};${country}` : country;
}

/** The country of a view, or of what a database says of a network; `*` where it knows none. */
export function countryOf(view: string): string {
  return view.slice(view.lastIndexOf(";") + 1);
}

/** One for each country, and for each way in which the database writes it: databases do not agree on the continent of Cyprus, Russia or Turkey. */
function viewKeys({ keys, probes = [] }: GeoKeys): readonly string[] {
  const found = probes.map(({ view }) => view).filter((view) => countryCodes.includes(countryOf(view)));
  return [...new Set([...countryCodes.map((country) => viewKey(country, keys)), ...found])];
}

function regionsFor(country: string, { regions, overrides }: GeoModel): readonly string[] {
  return regionOrder(country, regions, overrides);
}

function tiersOf(names: readonly string[], { regions }: GeoModel): Tiers {
  return names
    .flatMap((name) => regions.filter((region) => region.name === name))
    .flatMap(({ hosts, spares }) => [hosts, spares])
    .filter((tier) => tier.length > 0);
}

function sorted<Item>(items: readonly Item[], key: (item: Item) => string): readonly Item[] {
  return items
    .map((item) => ({ item, by: key(item) }))
    .sort((a, b) => (a.by < b.by ? -1 : 1))
    .map(({ item }) => item);
}
