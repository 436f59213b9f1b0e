import { z } from "geosteer";
import { Site } from "./site-vars.ts";
import { Tls } from "./tls-vars.ts";
import { Label, Network, Path, Piece, Port, ZoneName } from "./words.ts";

const Sha256 = z.string().regex(/^[0-9a-f]{64}$/, "must be a SHA-256: 64 hexadecimal digits");

const Binary = z
  .strictObject({
    url: z
      .url({ protocol: /^https$/, error: "must be a URL of https" })
      .optional()
      .describe("Where hosts fetch it themselves."),
    path: z.string().min(1).optional().describe("A file of the controller instead, from the repository's top."),
    sha256: Sha256.describe("Its SHA-256: another file is refused, and nothing changes."),
  })
  .refine(({ url, path }) => (url === undefined) !== (path === undefined), {
    error: "must be given, or `url`: one of them",
    path: ["path"],
  });

const Roll = z.strictObject({
  size: z
    .string()
    .regex(/^[1-9]\d*[KMG]iB$/, "must be a size such as 50MiB")
    .default("50MiB")
    .describe("At which size a log is put aside."),
  keep: z.int().min(1).default(5).describe("How many are kept."),
  keep_for: z
    .string()
    .regex(/^[1-9]\d*h$/, "must be hours, such as 336h")
    .default("336h")
    .describe("How long they are kept."),
});

const Endpoints = z.strictObject({
  interface: z.string().default("tailscale0").describe("The interface on whose first address they are, and nowhere else."),
  address: z.union([z.ipv4(), z.ipv6()], "must be an address").optional().describe("The address instead."),
  port: Port.default(8093).describe("Port."),
  metrics: z.boolean().default(true).describe("Whether Prometheus finds Caddy's own metrics at /metrics."),
  vnstat: z.boolean().default(true).describe("Whether it finds at /vnstat what the role `vnstat` has counted."),
});

const Onion = z
  .strictObject({
    address: z
      .string()
      .regex(/^[a-z2-7]{56}\.onion$/, "must be 56 characters and .onion")
      .optional()
      .describe("The onion service's address."),
    service: z.string().optional().describe("The onion service's name in `tor` instead: its address is known by its key."),
    port: Port.default(8081).describe("Where Tor finds its sites, on 127.0.0.1 alone."),
  })
  .refine(({ address, service }) => (address === undefined) !== (service === undefined), {
    error: "must be given, or `service`: one of them",
    path: ["address"],
  });

/** The variables of the role `caddy`. */
export const CaddyVars = z.strictObject({
  sites: z.record(Label, Site).default({}).describe("What is served, by the service's name."),
  zones: z
    .array(ZoneName)
    .optional()
    .describe(
      "Zones in which each site has its names (`svc.zone`, `svc.host.zone`). Default: those of `dns_zones` and of services in `geo_map`.",
    ),
  short_zones: z.array(ZoneName).default([]).describe("Zones in which sites have their short names."),
  host_label: Label.optional().describe("What the host is called in names. Default: its name in the inventory."),
  tls: Tls.prefault({}).describe("Where certificates come from."),
  blocked_ranges: z.array(Network).default([]).describe("Networks that no site serves: they get status 403."),
  trusted_proxies: z
    .array(Network)
    .default([])
    .describe("Proxies before this host that are believed whose request it is: for `blocked_ranges` and logs. Needs Caddy 2.7."),
  snippets: z.record(Label, Piece).default({}).describe("Snippets of your own, which sites name: lines of a Caddyfile for a site's block."),
  hsts: z.string().default("max-age=31536000; includeSubDomains").describe("Strict-Transport-Security, in the snippet `privacy`."),
  onion: Onion.optional().describe("The onion service of sites with `onion`."),
  endpoints: Endpoints.prefault({}).describe("What Prometheus reads, on the tailnet."),
  extras: z.record(Label, Piece).default({}).describe("Pieces of a Caddyfile by name, such as whole sites: as they are, after all else."),
  global: Piece.default("").describe("Further lines among Caddy's global options."),
  http_port: Port.default(80).describe("Where HTTP is taken."),
  https_port: Port.default(443).describe("Where HTTPS is taken."),
  access_log: Path.default("/var/log/caddy/access.log").describe("The log without clients' addresses."),
  addresses_log: Path.default("/var/log/caddy/ratelimiters.log").describe(
    "The log with clients' addresses, of sites that ask for it: what the role `fail2ban` watches.",
  ),
  log_roll: Roll.prefault({}).describe("How logs are rotated."),
  binary: Binary.optional().describe("A Caddy of your own, with modules, instead of the package's."),
});

/** What they are once they are read. */
export type CaddyVars = z.output<typeof CaddyVars>;
