import { COMMON, countryMap, lookUp, webSockets } from "./maps.ts";
import { orderName, ordersOf, regionsOf } from "./orders.ts";
import { closingServer, type Http2, serversOf } from "./servers.ts";
import type { Steering } from "./steering.ts";
import { upstreamsOf } from "./upstreams.ts";
import type { ProxyVars, Site } from "./vars.ts";

/** What a proxy's configuration is made of. */
export interface ProxyConf {
  readonly vars: ProxyVars;
  readonly steering: Steering;
  /** Where the database's records hold the country: `country_code`, `country/iso_code`. */
  readonly key: string;
}

/** A name up to this length has room in nginx's own table of names, whose places have 64 bytes. */
const LONG_NAME = 40;

/** /etc/nginx/conf.d/geo-proxy.conf: what Debian's nginx.conf includes into its `http`; made for both ways in which nginx takes HTTP/2. */
export function proxyConf({ vars, steering, key }: ProxyConf): (http2: Http2) => string {
  const sites = Object.entries(vars.sites);
  const before = [
    ...lookUp(key, ordersOf(steering, vars)),
    "",
    ...(sites.some(([, { websockets }]) => websockets) ? [...webSockets, ""] : []),
    ...longNames(vars),
    logFormat(vars),
    "",
  ];
  const upstreams = sites.map(([name, site]) => ({ name, site, ...upstreamsAndOrder(name, site, { vars, steering }) }));
  return (http2) => {
    const servers = upstreams.flatMap(({ order, ...one }) => ["", ...one.lines, ...serversOf(one.name, one.site, { vars, http2, order })]);
    return [...before, ...closingServer({ vars, http2 }), ...servers].map((line) => `${line}\n`).join("");
  };
}

/** A site's groups of servers, before them its own map where it runs in some regions alone, and the variable that names the group. */
function upstreamsAndOrder(
  name: string,
  site: Site,
  { vars, steering }: Pick<ProxyConf, "vars" | "steering">,
): { readonly lines: readonly string[]; readonly order: string } {
  const own = { ...steering, regions: regionsOf(site, steering) };
  const orders = ordersOf(own, vars);
  const order = own.regions.length === steering.regions.length ? COMMON : `${COMMON}_${name.replaceAll("-", "_")}`;
  const map = order === COMMON ? [] : [...countryMap(order, orders, orderName), ""];
  return { order, lines: [...map, ...upstreamsOf({ name, site, orders, steering: own, vars })] };
}

function longNames({ sites }: ProxyVars): readonly string[] {
  const all = Object.values(sites).flatMap(({ names }) => names);
  return all.some((name) => name.length > LONG_NAME) ? ["server_names_hash_bucket_size 512;"] : [];
}

/** `$upstream_addr` names all hosts that were asked, `$upstream_status` what each answered. */
function logFormat({ log_addresses: hasAddresses }: ProxyVars): string {
  const who = `${hasAddresses ? "$remote_addr" : "-"} [$time_iso8601] $host "$request" $status $body_bytes_sent $request_time`;
  return `log_format geo_proxy '${who} country=$geo_proxy_country region=$geo_proxy_region upstream="$upstream_addr" answered="$upstream_status"';`;
}
