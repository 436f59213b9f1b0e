import type { Check, GeoHost } from "./geo-model.ts";

/** Hosts by precedence: of the first tier that has a healthy host, all healthy ones are the answer. */
export type Tiers = readonly (readonly string[])[];

/** A view of the map: who asks from a network for which the database says this. */
export interface View {
  /** The database's values joined by `;`: `US`, or `NA;US`; `*` stands for any. */
  readonly key: string;
  /** Index into `orders`. */
  readonly order: number;
}

/** A service with the hosts that run it and how they are checked. */
export interface OrderedService {
  readonly name: string;
  readonly hosts: readonly string[];
  readonly check: Check;
}

/** An address or two of the database for a view, by which a push is verified. */
export interface Probe {
  readonly view: string;
  readonly v4: string | undefined;
  readonly v6: string | undefined;
}

/** What is pushed to name servers: everything of which the map is made but the health of hosts, which each of them knows for itself. */
export interface Orders {
  readonly ttl: number;
  /** Paths into the database's records: `country_code`, or `continent/code` and `country/iso_code`. */
  readonly keys: readonly string[];
  readonly hosts: readonly GeoHost[];
  readonly orders: readonly Tiers[];
  /** By key; the last is `*`, for networks that are known with a country that has no view. */
  readonly views: readonly View[];
  /** Index into `orders`, for addresses that the database does not know. */
  readonly rest: number;
  readonly services: readonly OrderedService[];
  /** By owner: maps are rendered in this order. */
  readonly names: readonly { readonly service: string; readonly owner: string }[];
  readonly drained: readonly string[];
  readonly witnesses: readonly string[];
  readonly probes: readonly Probe[];
}
