import type { CountryDatabase } from "../formats/country-database.ts";
import { type Answer, answerOf, type GeoState } from "./answer.ts";
import type { Orders, Tiers, View } from "./orders.ts";

/** One answer, step by step. */
export interface Lookup {
  readonly service: string;
  readonly address: string;
  /** Bits of the address that the database's network has; `undefined` where it does not know it. */
  readonly prefix: number | undefined;
  /** What the database says: the values of the keys, joined by `;`. */
  readonly found: string | undefined;
  /** The view that answers; `undefined`: the second map, for addresses that the database does not know. */
  readonly view: string | undefined;
  readonly tiers: Tiers;
  readonly answer: Answer;
}

/** What a look-up needs to know. */
export interface LookupInput {
  readonly orders: Orders;
  readonly state: GeoState;
  readonly database: CountryDatabase;
}

/** Finds out what each name server answers an address for a service, and by which way; `undefined` where there is no such service. */
export function lookup(address: string, service: string, { orders, state, database }: LookupInput): Lookup | undefined {
  const wanted = orders.services.find(({ name }) => name === service);
  if (wanted === undefined) return undefined;
  const known = database.lookup(address, orders.keys);
  const view = known && viewFor(known.view, orders);
  const tiers = tiersFor(known?.view, orders);
  return {
    service,
    address,
    prefix: known?.prefix,
    found: known?.view,
    view: view?.key,
    tiers,
    answer: answerOf(wanted, tiers, { orders, state }),
  };
}

/** The view of what the database says: its own, else that of all. */
export function viewFor(found: string, { views, rest }: Pick<Orders, "views" | "rest">): View {
  return views.find(({ key }) => key === found) ?? { key: "*", order: rest };
}

/** The hosts by precedence for what the database says, or for an address that it does not know. */
export function tiersFor(found: string | undefined, orders: Orders): Tiers {
  const index = found === undefined ? orders.rest : viewFor(found, orders).order;
  const { [index]: tiers = [] } = orders.orders;
  return tiers;
}
