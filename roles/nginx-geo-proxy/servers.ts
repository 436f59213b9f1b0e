import { block } from "./block.ts";
import type { ProxyVars, Site } from "./vars.ts";

/** How nginx takes HTTP/2: `http2 on`, or before 1.25.1 a word of `listen`. */
export type Http2 = "directive" | "word";

/** What every server of a proxy says. */
export interface Surroundings {
  readonly vars: ProxyVars;
  readonly http2: Http2;
}

const TLS = ["ssl_protocols TLSv1.2 TLSv1.3;", "ssl_session_cache shared:geo_proxy:10m;", "ssl_session_tickets off;"];

/**
 * Whoever asks for no name, or for none of the sites, gets a closed connection: without a word over HTTP, without a certificate over TLS. nginx refuses
 * some requests before it knows whose they are; those are closed, too.
 */
export function closingServer(around: Surroundings): readonly string[] {
  const { vars, http2 } = around;
  const isTls = Object.values(vars.sites).some(({ certificate }) => certificate !== undefined);
  return block("server", [
    ...listens(vars.http_port, " default_server", vars),
    ...(isTls ? [...tlsListens(around, " default_server"), ...(http2 === "directive" ? ["http2 on;"] : [])] : []),
    'server_name "";',
    "access_log off;",
    ...(isTls ? ["ssl_reject_handshake on;", ...TLS] : []),
    "server_tokens off;",
    "error_page 400 405 414 494 497 501 505 /;",
    "return 444;",
  ]);
}

/** The servers of a site: HTTPS with a redirect or HTTP beside it, or HTTP alone. */
export function serversOf(name: string, site: Site, around: Surroundings & { readonly order: string }): readonly string[] {
  const { vars, http2, order } = around;
  const { certificate = "", key = "", redirect = certificate !== "" } = site;
  const plain = listens(vars.http_port, "", vars);
  const own = [...realIp(vars), ...common(site), ...location(`${name}.$${order}`, site, vars)];
  if (certificate === "") return block("server", [...plain, names(site), ...own]);
  const secure = [
    ...tlsListens(around, ""),
    ...(http2 === "directive" ? ["http2 on;"] : []),
    ...(redirect ? [] : plain),
    names(site),
    `ssl_certificate ${certificate};`,
    `ssl_certificate_key ${key};`,
    ...TLS,
  ];
  return [...(redirect ? [...redirecting(site, vars), ""] : []), ...block("server", [...secure, ...own])];
}

function redirecting(site: Site, vars: ProxyVars): readonly string[] {
  const port = vars.https_port === 443 ? "" : `:${vars.https_port}`;
  return block("server", [
    ...listens(vars.http_port, "", vars),
    names(site),
    ...realIp(vars),
    ...LOG,
    "server_tokens off;",
    `return 301 https://$host${port}$request_uri;`,
  ]);
}

const LOG = ["access_log /var/log/nginx/geo-proxy.log geo_proxy;"];

function common({ max_body: maxBody, lines }: Site): readonly string[] {
  return [...LOG, "server_tokens off;", `client_max_body_size ${maxBody};`, ...lines];
}

function names({ names: all }: Site): string {
  return `server_name ${all.join(" ")};`;
}

function listens(port: number, words: string, { ipv6 }: ProxyVars): readonly string[] {
  return [`listen ${port}${words};`, ...(ipv6 ? [`listen [::]:${port}${words};`] : [])];
}

function tlsListens({ vars, http2 }: Surroundings, words: string): readonly string[] {
  return listens(vars.https_port, ` ssl${http2 === "word" ? " http2" : ""}${words}`, vars);
}

/** Who the client is: the last address of the header that is no trusted proxy's (ngx_http_realip_module). */
function realIp({ trusted_proxies: trusted }: ProxyVars): readonly string[] {
  if (trusted.length === 0) return [];
  return [...trusted.map((network) => `set_real_ip_from ${network};`), "real_ip_header X-Forwarded-For;", "real_ip_recursive on;"];
}

/** What a client says of its own way is replaced, never passed on: the hosts read one address, that of the client as the proxy knows it. */
function location(group: string, site: Site, vars: ProxyVars): readonly string[] {
  const { scheme, host_header: host = "$host" } = site.upstream;
  return block("location /", [
    `proxy_pass ${scheme}://${group};`,
    "proxy_http_version 1.1;",
    `proxy_set_header Host ${host};`,
    "proxy_set_header X-Real-IP $remote_addr;",
    "proxy_set_header X-Forwarded-For $remote_addr;",
    "proxy_set_header X-Forwarded-Host $host;",
    "proxy_set_header X-Forwarded-Proto $scheme;",
    'proxy_set_header Forwarded "";',
    ...(site.websockets
      ? ["proxy_set_header Upgrade $geo_proxy_upgrade;", "proxy_set_header Connection $geo_proxy_connection;"]
      : ['proxy_set_header Connection "";']),
    ...failover({ ...vars.failover, ...(site.read_timeout !== undefined && { read_timeout: site.read_timeout }) }),
    ...(scheme === "https" ? tlsToHosts(site, host) : []),
  ]);
}

function failover(given: ProxyVars["failover"]): readonly string[] {
  return [
    `proxy_connect_timeout ${given.connect_timeout};`,
    `proxy_send_timeout ${given.send_timeout};`,
    `proxy_read_timeout ${given.read_timeout};`,
    `proxy_next_upstream ${["error", "timeout", "invalid_header", ...given.retry_on.map((status) => `http_${status}`)].join(" ")};`,
    `proxy_next_upstream_tries ${given.retry_tries};`,
    `proxy_next_upstream_timeout ${given.retry_time};`,
  ];
}

function tlsToHosts({ upstream: { verify, ca } }: Site, host: string): readonly string[] {
  return [
    "proxy_ssl_server_name on;",
    `proxy_ssl_name ${host};`,
    "proxy_ssl_protocols TLSv1.2 TLSv1.3;",
    ...(verify ? ["proxy_ssl_verify on;", "proxy_ssl_verify_depth 3;", `proxy_ssl_trusted_certificate ${ca};`] : []),
  ];
}
