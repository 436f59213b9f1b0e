import { lookUp, webSockets } from "./maps.ts";
import type { Orders } from "./orders.ts";
import { closingServer, type Http2, serversOf } from "./servers.ts";
import type { Steering } from "./steering.ts";
import { upstreamsOf } from "./upstreams.ts";
import type { ProxyVars } from "./vars.ts";

/** What a proxy's configuration is made of. */
export interface ProxyConf {
  readonly vars: ProxyVars;
  readonly steering: Steering;
  readonly orders: Orders;
  /** Where the database's records hold the country: `country_code`, `country/iso_code`. */
  readonly key: string;
  readonly http2: Http2;
}

/** /etc/nginx/conf.d/geo-proxy.conf: what Debian's nginx.conf includes into its `http`. */
export function proxyConf({ vars, steering, orders, key, http2 }: ProxyConf): string {
  const sites = Object.entries(vars.sites);
  const lines = [
    ...lookUp(key, orders),
    "",
    ...(sites.some(([, { websockets }]) => websockets) ? [...webSockets, ""] : []),
    logFormat(vars),
    "",
    ...sites.flatMap(([name, site]) => upstreamsOf({ name, site, orders, steering, vars })),
    ...closingServer({ vars, http2 }),
    ...sites.flatMap(([name, site]) => ["", ...serversOf(name, site, { vars, http2 })]),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** `$upstream_addr` names all hosts that were asked, `$upstream_status` what each answered. */
function logFormat({ log_addresses: hasAddresses }: ProxyVars): string {
  const who = `${hasAddresses ? "$remote_addr" : "-"} [$time_iso8601] $host "$request" $status $body_bytes_sent $request_time`;
  return `log_format geo_proxy '${who} country=$geo_proxy_country region=$geo_proxy_region upstream="$upstream_addr" answered="$upstream_status"';`;
}
