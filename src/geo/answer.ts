import type { GeoHost } from "./geo-model.ts";
import type { OrderedService, Orders, Tiers } from "./orders.ts";

/** What a name server knows of hosts beside its orders. */
export interface GeoState {
  /** Hosts that were taken out by hand. */
  readonly drained: readonly string[];
  /** Hosts that do not serve a service: `service host`. */
  readonly down: ReadonlySet<string>;
}

/** Everything is well and nobody was taken out. */
export const ALL_WELL: GeoState = { drained: [], down: new Set() };

/** Who answers, and why the others do not. */
export interface Answer {
  readonly hosts: readonly GeoHost[];
  /** `last resort`: none of the service's hosts is healthy, so that its nearest ones stay in the answer. */
  readonly why: "healthy" | "last resort";
}

/**
 * Chooses the hosts of an answer: all healthy ones of the first tier that has one. Where none is healthy, those of the first tier that nobody took
 * out; where all were taken out, the first tier as it is: an answer is never empty.
 */
export function answerOf(
  service: OrderedService,
  tiers: Tiers,
  { orders, state }: { readonly orders: Orders; readonly state: GeoState },
): Answer {
  const own = tiers.map((tier) => tier.filter((host) => service.hosts.includes(host))).filter((tier) => tier.length > 0);
  const undrained = firstWith(own, (host) => !orders.drained.includes(host) && !state.drained.includes(host));
  const healthy = firstWith(
    own.map((tier) => tier.filter((host) => !orders.drained.includes(host) && !state.drained.includes(host))),
    (host) => !state.down.has(`${service.name} ${host}`),
  );
  const [nearest = []] = own;
  const names = healthy ?? undrained ?? nearest;
  return {
    hosts: names.flatMap((name) => orders.hosts.filter((host) => host.name === name)),
    why: healthy === undefined ? "last resort" : "healthy",
  };
}

function firstWith(tiers: Tiers, isIn: (host: string) => boolean): readonly string[] | undefined {
  return tiers.map((tier) => tier.filter(isIn)).find((tier) => tier.length > 0);
}
