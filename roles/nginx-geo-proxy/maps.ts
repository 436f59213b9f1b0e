import { block } from "./block.ts";
import { distinctOrders, type Order, orderName, type Orders } from "./orders.ts";

/** Where the country database lies on a proxy. */
export const DATABASE = "/var/lib/nginx-geo-proxy/country.mmdb";

/**
 * From a client's address to the name of its order of regions (ngx_http_geoip2_module). It is the address that the realip module left, so that only a
 * trusted proxy can name another one; the module's own list of proxies is not used.
 */
export function lookUp(key: string, orders: Orders): readonly string[] {
  const names = [...distinctOrders(orders)];
  const rest = orderName(orders.rest);
  const countries = [...orders.countries].filter(([, order]) => orderName(order) !== rest);
  return [
    ...block(`geoip2 ${DATABASE}`, [`$geo_proxy_country default=unknown source=$remote_addr ${key.replaceAll("/", " ")};`]),
    "",
    ...block("map $geo_proxy_country $geo_proxy_order", [
      `default ${rest};`,
      ...countries.map(([country, order]) => `${country} ${orderName(order)};`),
    ]),
    "",
    ...block("map $geo_proxy_order $geo_proxy_region", ['default "";', ...names.map(([name, order]) => `${name} ${preferred(order)};`)]),
  ];
}

/** A connection becomes a WebSocket and nothing else: what else a client wants it to be is not passed on. */
export const webSockets: readonly string[] = [
  ...block("map $http_upgrade $geo_proxy_upgrade", ['default "";', "~*^websocket$ websocket;"]),
  "",
  ...block("map $geo_proxy_upgrade $geo_proxy_connection", ['default "";', "websocket upgrade;"]),
];

function preferred([first = ""]: Order): string {
  return first;
}
