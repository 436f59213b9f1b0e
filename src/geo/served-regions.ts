import { answerOf, type GeoState } from "./answer.ts";
import type { GeoStatus } from "./geo-status.ts";
import { tiersFor } from "./lookup.ts";
import type { Orders } from "./orders.ts";

/** Whom hosts serve: the countries that have the same hosts nearest and get the same answer. */
export interface Served {
  readonly service: string;
  /** Hosts of the nearest region. */
  readonly nearest: readonly string[];
  /** Hosts in the answer. */
  readonly answer: readonly string[];
  /** Views of the map, by their keys; addresses that the database does not know are none of them. */
  readonly views: readonly string[];
}

/** Says for each service which hosts serve whom on a name server, by its orders and what it knows of their health. */
export function servedRegions(orders: Orders, { drains, checks }: Pick<GeoStatus, "drains" | "checks">): readonly Served[] {
  const state: GeoState = {
    drained: drains.map(({ host }) => host),
    down: new Set(checks.filter(({ inMap }) => !inMap).map(({ service, host }) => `${service} ${host}`)),
  };
  return orders.services.flatMap((service) => {
    const found = new Map<string, Served & { readonly views: string[] }>();
    for (const { key } of orders.views) {
      const tiers = tiersFor(key, orders);
      const [nearest = []] = tiers;
      const answer = answerOf(service, tiers, { orders, state }).hosts.map(({ name }) => name);
      const id = `${nearest.join()} ${answer.join()}`;
      const served = found.get(id) ?? { service: service.name, nearest, answer, views: [] };
      served.views.push(key);
      found.set(id, served);
    }
    return [...found.values()];
  });
}
