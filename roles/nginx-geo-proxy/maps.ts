import { block } from "./block.ts";
import { type Order, orderName, type Orders } from "./orders.ts";

/** Where the country database lies on a proxy. */
export const DATABASE = "/var/lib/nginx-geo-proxy/country.mmdb";

/** The name of the order of all regions; a site that runs in some of them alone has one of its own. */
export const COMMON = "geo_proxy_order";

/**
 * From a client's address to its country (ngx_http_geoip2_module) and the region that it belongs to. It is the address that the realip module left, so
 * that only a trusted proxy can name another one; the geoip2 module's own list of proxies is not used.
 */
export function lookUp(key: string, orders: Orders): readonly string[] {
  return [
    ...block(`geoip2 ${DATABASE}`, [`$geo_proxy_country default=unknown source=$remote_addr ${key.replaceAll("/", " ")};`]),
    "",
    ...countryMap("geo_proxy_region", orders, ([region = ""]) => region),
    "",
    ...countryMap(COMMON, orders, orderName),
  ];
}

/** From a client's country to an order or what stands for it; countries that are served like unknown ones are left out. */
export function countryMap(variable: string, { rest, countries }: Orders, valueOf: (order: Order) => string): readonly string[] {
  const values = [...countries].map(([country, order]) => [country, valueOf(order)] as const);
  return block(`map $geo_proxy_country $${variable}`, [
    `default ${valueOf(rest)};`,
    ...values.filter(([, value]) => value !== valueOf(rest)).map(([country, value]) => `${country} ${value};`),
  ]);
}

/** A connection becomes a WebSocket and nothing else: what else a client wants it to be is not passed on. */
export const webSockets: readonly string[] = [
  ...block("map $http_upgrade $geo_proxy_upgrade", ['default "";', "~*^websocket$ websocket;"]),
  "",
  ...block("map $geo_proxy_upgrade $geo_proxy_connection", ['default "";', "websocket upgrade;"]),
];
