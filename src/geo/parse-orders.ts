import { Failure } from "../model/failure.ts";
import type { Check, GeoHost } from "./geo-model.ts";
import type { OrderedService, Orders, Probe, Tiers, View } from "./orders.ts";
import { ORDERS_HEADER, renderOrders } from "./render-orders.ts";

/**
 * Reads orders back from their text. Throws `GEO_INVALID` with the line where it is not whole, or is not what `renderOrders` writes: a statement that is
 * unknown, has a word too many or too few, or is not in its place.
 */
export function parseOrders(text: string, where: string): Orders {
  const orders = read(text, where);
  const written = renderOrders(orders).split("\n");
  text.split("\n").forEach((line, index) => {
    if (line !== written[index]) throw invalid(where, index + 1, `"${line}" is no statement, or not in its place`);
  });
  refuseStrays(orders, where);
  return orders;
}

/** What is spoken of must be there. */
function refuseStrays(orders: Orders, where: string): void {
  const hosts = new Set(orders.hosts.map(({ name }) => name));
  const services = new Set(orders.services.map(({ name }) => name));
  const stray =
    [...orders.orders.flat(2), ...orders.services.flatMap((one) => one.hosts), ...orders.drained].find((host) => !hosts.has(host)) ??
    orders.names.map(({ service }) => service).find((service) => !services.has(service)) ??
    [...orders.views.map(({ order }) => order), orders.rest].find((order) => orders.orders[order] === undefined);
  if (stray !== undefined) throw invalid(where, 1, `they speak of ${stray}, which is not there`);
}

function read(text: string, where: string): Orders {
  const lines = text.split("\n");
  const statements = lines.slice(1, -2).map((line, index) => ({ words: line.split(" "), line: index + 2 }));
  const end = lines.length - 1;
  if (lines[0] !== ORDERS_HEADER) throw invalid(where, 1, `it must begin with "${ORDERS_HEADER}"`);
  if (lines.at(-1) !== "" || lines.at(-2) !== `end ${end - 1}`)
    throw invalid(where, end, `it must end with "end ${end - 1}": it is cut short`);
  const checks = new Map(of("check", checkOf));
  return {
    ttl: only("ttl"),
    keys: of("keys", (words) => words)[0] ?? [],
    hosts: of("host", hostOf),
    orders: of("order", ([, tiers = ""]): Tiers => tiers.split("|").map(listOf)),
    views: of("view", ([key = "", order]): View => ({ key, order: Number(order) })),
    rest: only("rest"),
    services: of("service", ([name = "", hosts = ""]): OrderedService => ({ name, hosts: listOf(hosts), check: checkFor(name) })),
    names: of("name", ([service = "", owner = ""]) => ({ service, owner })),
    drained: of("drained", ([host = ""]) => host),
    witnesses: of("witness", ([address = ""]) => address),
    probes: of("probe", ([view = "", v4, v6]): Probe => ({ view, v4: addressOf(v4), v6: addressOf(v6) })),
  };

  function of<Item>(keyword: string, read: (words: readonly string[]) => Item): readonly Item[] {
    return statements.filter(({ words }) => words[0] === keyword).map(({ words }) => read(words.slice(1)));
  }

  function only(keyword: string): number {
    const [words] = of(keyword, ([number]) => number);
    if (words === undefined || !/^\d+$/.test(words)) throw invalid(where, end, `it has no "${keyword}"`);
    return Number(words);
  }

  function checkFor(service: string): Check {
    const check = checks.get(service);
    if (check === undefined) throw invalid(where, end, `service ${service} has no check`);
    return check;
  }
}

function checkOf(words: readonly string[]): readonly [string, Check] {
  const [service = "", type = "", port, host = "", path = "", status = "", tls, timeoutMs] = words;
  const known = type === "https" || type === "tcp" ? type : "http";
  return [service, { type: known, port: Number(port), host, path, status, verify: tls === "verify", timeoutMs: Number(timeoutMs) }];
}

function hostOf([name = "", v4 = "", v6 = ""]: readonly string[]): GeoHost {
  return { name, v4: listOf(v4), v6: listOf(v6) };
}

function listOf(text: string): readonly string[] {
  return text === "-" ? [] : text.split(",");
}

function addressOf(word: string | undefined): string | undefined {
  return word === "-" ? undefined : word;
}

function invalid(where: string, line: number, reason: string): Failure {
  return new Failure("GEO_INVALID", `${where}:${line}`, `Cannot read the orders: ${reason}`);
}
