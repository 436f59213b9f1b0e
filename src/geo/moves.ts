import { answerOf, type GeoState } from "./answer.ts";
import { tiersFor } from "./lookup.ts";
import type { Orders, OrderedService } from "./orders.ts";
import type { Load, ViewLoads } from "./simulate.ts";

/** What one host serves before and another one after. */
export interface Move {
  readonly from: string;
  readonly to: string;
  readonly load: Load;
}

/** Two states of a fleet, one after the other. */
export interface Passage {
  readonly orders: Orders;
  readonly before: GeoState;
  readonly after: GeoState;
}

/** Says whose load goes where when a fleet comes from one state to another; hosts that gain in a view take what others lose there, each by its gain. */
export function movesOf(service: OrderedService, loads: ViewLoads, { orders, before, after }: Passage): readonly Move[] {
  const moves = new Map<string, Move>();
  for (const [key, load] of loads) {
    const tiers = tiersFor(key, orders);
    const was = partsOf(answerOf(service, tiers, { orders, state: before }).hosts);
    const is = partsOf(answerOf(service, tiers, { orders, state: after }).hosts);
    for (const { from, to, part } of flows(was, is)) {
      const sum = moves.get(`${from} ${to}`)?.load;
      moves.set(`${from} ${to}`, { from, to, load: plusPart(sum, load, part) });
    }
  }
  return [...moves.values()];
}

type Parts = ReadonlyMap<string, number>;

function partsOf(hosts: readonly { readonly name: string }[]): Parts {
  return new Map(hosts.map(({ name }) => [name, 1 / hosts.length]));
}

function flows(was: Parts, is: Parts): readonly { readonly from: string; readonly to: string; readonly part: number }[] {
  const lost = differences(was, is);
  const gained = differences(is, was);
  const all = gained.reduce((sum, [, part]) => sum + part, 0);
  return lost.flatMap(([from, part]) => gained.map(([to, gain]) => ({ from, to, part: (part * gain) / all })));
}

/** How much more each host has in one than in the other. */
function differences(more: Parts, less: Parts): readonly (readonly [string, number])[] {
  return [...more].map(([host, part]) => [host, part - (less.get(host) ?? 0)] as const).filter(([, part]) => part > 0);
}

function plusPart(sum: Load = { v4: 0, v6: 0, countries: 0 }, { v4, v6, countries }: Load, part: number): Load {
  return { v4: sum.v4 + v4 * part, v6: sum.v6 + v6 * part, countries: sum.countries + countries * part };
}
