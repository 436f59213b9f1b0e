import type { GeoState } from "./answer.ts";
import type { Orders, OrderedService, Tiers } from "./orders.ts";

/** Why a host is in an answer or not. */
export type Verdict =
  /** It is healthy, and of the first tier that has such a host. */
  | "answers"
  /** None of the service's hosts is healthy, so that it stays in the answer. */
  | "last resort"
  | "does not run it"
  | "drained"
  | "down"
  /** A tier before its own has a healthy host. */
  | "farther";

/** A host of an order, in its place. */
export interface Step {
  readonly host: string;
  /** From 1: hosts of the same number answer together. */
  readonly tier: number;
  readonly verdict: Verdict;
}

/** Says of each host of an order why it is in the answer, or why not. */
export function explainAnswer(
  service: OrderedService,
  tiers: Tiers,
  { orders, state, answer }: { readonly orders: Orders; readonly state: GeoState; readonly answer: readonly string[] },
): readonly Step[] {
  return tiers.flatMap((tier, index) => tier.map((host) => ({ host, tier: index + 1, verdict: verdictOn(host) })));

  function verdictOn(host: string): Verdict {
    if (!service.hosts.includes(host)) return "does not run it";
    const isOut = orders.drained.includes(host) || state.drained.includes(host);
    const isDown = state.down.has(`${service.name} ${host}`);
    if (answer.includes(host)) return isOut || isDown ? "last resort" : "answers";
    if (isOut) return "drained";
    return isDown ? "down" : "farther";
  }
}
