import { block } from "./block.ts";
import { distinctOrders, type Order, orderName, type Orders } from "./orders.ts";
import type { Steering } from "./steering.ts";
import type { ProxyVars, Site } from "./vars.ts";

/** What is needed to say where a site's requests go. */
export interface Upstreams {
  readonly name: string;
  readonly site: Site;
  readonly orders: Orders;
  /** Its regions hold hosts of the site alone. */
  readonly steering: Steering;
  readonly vars: Pick<ProxyVars, "failover" | "keepalive">;
}

/** The steps by which hosts behind the first ones are preferred: nginx knows one sort of backup, and chooses among them by weight. */
const STEP = 100;
const STEPS = 4;

/** The groups of a site's servers (ngx_http_upstream_module), one for each order; workers share what they know of dead hosts. */
export function upstreamsOf(given: Upstreams): readonly string[] {
  const { name, orders, vars } = given;
  return [...distinctOrders(orders).values()].flatMap((order) => [
    ...block(`upstream ${name}.${orderName(order)}`, [
      `zone ${name}.${orderName(order)} 64k;`,
      ...serversOf(order, given),
      ...(vars.keepalive === 0 ? [] : [`keepalive ${vars.keepalive};`, "keepalive_timeout 30s;"]),
    ]),
    "",
  ]);
}

/** The port at which a site's hosts are asked. */
export function portOf({ upstream: { scheme, port } }: Pick<Site, "upstream">): number {
  return port ?? (scheme === "https" ? 443 : 80);
}

function serversOf(order: Order, { site, steering, vars: { failover } }: Upstreams): readonly string[] {
  const tiers = tiersOf(order, steering);
  const behind = Math.min(tiers.length - 1, STEPS);
  return tiers.flatMap((tier, index) =>
    tier.map((host) => {
      const weight = STEP ** Math.max(behind - index, 0);
      const place = index === 0 ? "" : ` backup${weight === 1 ? "" : ` weight=${weight}`}`;
      const down = steering.drained.includes(host) ? " down" : "";
      const at = `${bracketed(steering.addresses.get(host) ?? "")}:${portOf(site)}`;
      return `server ${at} max_fails=${failover.max_fails} fail_timeout=${failover.fail_timeout}${place}${down}; # ${host}`;
    }),
  );
}

/** Hosts of an order in tiers: those of a region, then its spares, then those of the next region. */
function tiersOf(order: Order, { regions }: Pick<Steering, "regions">): readonly Order[] {
  return order
    .flatMap((name) => regions.filter((region) => region.name === name))
    .flatMap(({ hosts, spares }) => [hosts, spares])
    .filter((tier) => tier.length > 0);
}

function bracketed(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}
