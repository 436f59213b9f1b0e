import type { CountryDatabase } from "../formats/country-database.ts";
import { answerOf, type GeoState } from "./answer.ts";
import type { Orders, OrderedService } from "./orders.ts";
import { tiersFor, viewFor } from "./lookup.ts";

/** How much of each kind there is, in all or for one host. */
export interface Load {
  /** Addresses of IPv4. */
  readonly v4: number;
  /** Networks of IPv6 that the database tells apart: by addresses, space that nobody has been given would outweigh all that is in use. */
  readonly v6: number;
  readonly countries: number;
}

/** What each host serves of a service. Hosts of one answer share it evenly, as Knot rotates them. */
export type Shares = ReadonlyMap<string, Load>;

/** Addresses by view: counted once, used for every service and state. */
export type ViewLoads = ReadonlyMap<string, Load>;

/** Counts the addresses that each view answers. */
export function countViews(orders: Orders, database: CountryDatabase): ViewLoads {
  const byValue = new Map<string, { v4: number; v6: number }>();
  for (const { family, prefix, view } of database.networks(orders.keys)) {
    const load = byValue.get(view) ?? { v4: 0, v6: 0 };
    if (family === 4) load.v4 += 2 ** (32 - prefix);
    else load.v6 += 1;
    byValue.set(view, load);
  }
  const loads = new Map<string, Load>();
  for (const [value, { v4, v6 }] of byValue) {
    const key = viewFor(value, orders).key;
    const { v4: before4, v6: before6, countries } = loads.get(key) ?? { v4: 0, v6: 0, countries: 0 };
    loads.set(key, { v4: before4 + v4, v6: before6 + v6, countries: countries + 1 });
  }
  return loads;
}

/** Says what each host of a service serves in a state of the fleet. */
export function sharesOf(
  service: OrderedService,
  loads: ViewLoads,
  { orders, state }: { readonly orders: Orders; readonly state: GeoState },
): Shares {
  const shares = new Map<string, Load>(service.hosts.map((host) => [host, { v4: 0, v6: 0, countries: 0 }]));
  for (const [key, load] of loads) {
    const { hosts } = answerOf(service, tiersFor(key, orders), { orders, state });
    for (const { name } of hosts) shares.set(name, plus(shares.get(name), load, hosts.length));
  }
  return shares;
}

/** All that is shared out. */
export function totalOf(loads: ViewLoads): Load {
  return [...loads.values()].reduce((sum, load) => plus(sum, load, 1), { v4: 0, v6: 0, countries: 0 });
}

function plus(sum: Load = { v4: 0, v6: 0, countries: 0 }, { v4, v6, countries }: Load, parts: number): Load {
  return { v4: sum.v4 + v4 / parts, v6: sum.v6 + v6 / parts, countries: sum.countries + countries / parts };
}
