import { GeoMapVars, z } from "geosteer";

const Line = z.string().regex(/^[^\n\r\0]+$/, "must be one line that is not empty");
const Port = z.int().min(1).max(65_535);
const Time = z.string().regex(/^\d+(?:ms|s|m|h)$/, "must be a time such as 500ms, 10s or 5m");
const Seconds = z.string().regex(/^\d+[smh]$/, "must be a time of whole seconds such as 10s or 5m");
const Path = z.string().regex(/^\/[\w.@%+=:,/-]+$/, "must be an absolute path, without a blank");
const Network = z.union(
  [z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()],
  "must be an address, or a network such as 192.0.2.0/24 or 2001:db8::/32",
);
const HostName = z
  .string()
  .regex(/^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9-]{1,63}$/, "must be a host's name in lower case, such as www.example.org");
const ServerName = z
  .string()
  .regex(
    /^(?:\*\.)?(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9-]{1,63}$/,
    "must be a name in lower case, such as www.example.org, or *.example.org for all below one",
  );

const Upstream = z.strictObject({
  scheme: z
    .enum(["https", "http"])
    .default("https")
    .describe("How the hosts are asked. `http` is for a private network: what goes over the internet would be read there."),
  port: Port.optional().describe("Their port. Default: 443, or 80 for http."),
  host_header: HostName.optional().describe("The name that they are asked for. Default: the one that the client asked for."),
  verify: z.boolean().default(true).describe("Whether a host's certificate must be valid for that name (https)."),
  ca: Path.default("/etc/ssl/certs/ca-certificates.crt").describe("Authorities that are believed, a file on the proxy."),
});

const Site = z
  .strictObject({
    names: z.array(ServerName).min(1, "must hold a name").describe("Its names, as clients ask for them."),
    hosts: z
      .array(z.string().min(1))
      .min(1, "must name a host")
      .optional()
      .describe("Hosts of the regions that run it. Default: every host of every region."),
    upstream: Upstream.prefault({}).describe("How the hosts are asked."),
    certificate: Path.optional().describe("Its certificate with the chain, a file on the proxy. Without it the site is plain HTTP."),
    key: Path.optional().describe("The certificate's key, a file on the proxy."),
    redirect: z.boolean().optional().describe("Whether HTTP is answered by a redirect to HTTPS. Default: where there is a certificate."),
    websockets: z.boolean().default(false).describe("Whether a connection may become a WebSocket."),
    read_timeout: Time.optional().describe("As in `failover`, for this site: longer for WebSockets, or for pages that take their time."),
    max_body: z
      .string()
      .regex(/^\d+[kmg]?$/, "must be a size such as 512k or 10m")
      .default("1m")
      .describe("The largest body of a request."),
    lines: z.array(Line).default([]).describe("Further lines of nginx's in its `server`, with their semicolons."),
  })
  .refine(({ certificate, key }) => certificate === undefined || key !== undefined, {
    error: "must be given: there is a certificate",
    path: ["key"],
  })
  .refine(({ certificate, key }) => key === undefined || certificate !== undefined, {
    error: "must be given: there is a key",
    path: ["certificate"],
  })
  .refine(({ certificate, redirect }) => certificate !== undefined || redirect !== true, {
    error: "must not be without a certificate: there is no HTTPS to be sent to",
    path: ["redirect"],
  });

const Failover = z.strictObject({
  max_fails: z
    .int()
    .min(0)
    .default(2)
    .describe("Failed tries within `fail_timeout` after which a host is left out, counted for all workers together; 0: never."),
  fail_timeout: Seconds.default("10s").describe("How long it is left out, before it is tried again."),
  connect_timeout: Time.default("2s").describe("How long a connection to a host may take."),
  send_timeout: Time.default("15s").describe("How long a host may take nothing of a request."),
  read_timeout: Time.default("15s").describe(
    "How long a host may send nothing of an answer; a WebSocket that is silent for so long is closed.",
  ),
  retry_on: z
    .array(z.literal([403, 404, 429, 500, 502, 503, 504]))
    .default([502, 503, 504])
    .describe(
      "Statuses that count as a failure, beside no connection, no answer in time and none that is HTTP: the next host is asked, unless a POST, LOCK or PATCH has been sent. With 500 one broken page can take a region out.",
    ),
  retry_tries: z.int().min(0).default(0).describe("Hosts that are asked for one request at most; 0: all."),
  retry_time: Time.default("20s").describe("Time after which no further host is asked for a request."),
});

/** The variables of the role `nginx-geo-proxy`. */
export const ProxyVars = z.strictObject({
  sites: z
    .record(z.string().regex(/^[a-z0-9][a-z0-9-]{0,31}$/, "must be of lower-case letters, digits and -, 32 at most"), Site)
    .refine((sites) => Object.keys(sites).length > 0, "must hold a site")
    .describe("What is proxied, by a name of yours."),
  regions: GeoMapVars.shape.regions
    .optional()
    .describe(
      "Regions, as in `geo_map`; `hosts` and `spares` are names of hosts of the inventory, or addresses. Default: those of `geo_map`.",
    ),
  overrides: GeoMapVars.shape.overrides
    .unwrap()
    .optional()
    .describe(
      "Regions that come first for a country or a continent, as in `geo_map`. Default: those of `geo_map`, along with its regions.",
    ),
  nearest: z
    .boolean()
    .default(true)
    .describe(
      "Whether regions are ordered by their distance from a country's people. Otherwise `overrides` alone count, then `default_region`.",
    ),
  default_region: z
    .string()
    .optional()
    .describe("Region for clients of whom the database knows no country. Default: the first one; the others follow as they are listed."),
  backup_regions: z
    .int()
    .min(0)
    .default(2)
    .describe("Regions that stand behind the preferred one. While the first of them lives, it gets 99 of 100 requests and more."),
  addresses: z
    .record(z.string(), z.union([z.ipv4(), z.ipv6()], "must be an IPv4 or IPv6 address"))
    .default({})
    .describe("Where the proxy reaches a host, by the host's name: in a private network, say. Default: its public address."),
  failover: Failover.prefault({}).describe("When a host is taken for dead, and what becomes of a request that met it."),
  trusted_proxies: z
    .array(Network)
    .default([])
    .describe("Proxies before this one: only they are believed, by `X-Forwarded-For`, whose request it is. Default: none."),
  keepalive: z.int().min(0).default(16).describe("Idle connections to a site's hosts that a worker keeps open; 0: none."),
  http_port: Port.default(80).describe("Where HTTP is taken."),
  https_port: Port.default(443).describe("Where HTTPS is taken."),
  ipv6: z.boolean().default(true).describe("Whether it listens on IPv6 too; without IPv6 in the kernel nginx would not start."),
  log_addresses: z.boolean().default(true).describe("Whether clients' addresses are in the access log, beside their country and region."),
});

/** Its checked form. */
export type ProxyVars = z.output<typeof ProxyVars>;

/** A site with its defaults. */
export type Site = ProxyVars["sites"][string];
