import type { Orders } from "./orders.ts";

/** First line of the orders; a name server refuses a version that it does not know. */
export const ORDERS_HEADER = "geosteer-orders 1";

/** Writes orders as the text that is pushed: words by one space, a statement a line, the number of lines at the end. */
export function renderOrders(orders: Orders): string {
  const lines = [
    ORDERS_HEADER,
    `ttl ${orders.ttl}`,
    `keys ${orders.keys.join(" ")}`,
    ...orders.hosts.map(({ name, v4, v6 }) => `host ${name} ${list(v4)} ${list(v6)}`),
    ...orders.orders.map((tiers, index) => `order ${index} ${tiers.map((tier) => tier.join(",")).join("|")}`),
    ...orders.views.map(({ key, order }) => `view ${key} ${order}`),
    `rest ${orders.rest}`,
    ...orders.services.map(({ name, hosts }) => `service ${name} ${hosts.join(",")}`),
    ...orders.names.map(({ service, owner }) => `name ${service} ${owner}`),
    ...orders.services.map(checkLine),
    ...orders.drained.map((host) => `drained ${host}`),
    ...orders.witnesses.map((address) => `witness ${address}`),
    ...orders.probes.map(({ view, v4 = "-", v6 = "-" }) => `probe ${view} ${v4} ${v6}`),
  ];
  return [...lines, `end ${lines.length}`, ""].join("\n");
}

function checkLine({ name, check }: Orders["services"][number]): string {
  const { type, port, host, path, status, verify, timeoutMs } = check;
  const tls = type === "https" ? (verify ? "verify" : "insecure") : "-";
  const asked = type === "tcp" ? ["-", "-", "-"] : [host, path, status];
  return ["check", name, type, port, ...asked, tls, timeoutMs].join(" ");
}

function list(words: readonly string[]): string {
  return words.length === 0 ? "-" : words.join(",");
}
