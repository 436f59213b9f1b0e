import { z } from "geosteer";
import { Label, Piece, Port, SiteName, Text } from "./words.ts";

const Upstream = z
  .string()
  .regex(
    /^(?:https?:\/\/)?[^\s"`{}/]+$/,
    "must be a host and port such as 127.0.0.1:8080, or a URL without a path such as https://www.example.org",
  );

const Target = z.string().regex(/^https?:\/\/[^\s"`\\]+$/, "must be a URL, such as https://www.example.org{uri}");

const PathPattern = z.string().regex(/^\/[^\s"`{}]*$/, "must be a path, such as /api/*");

const ForwardAuth = z.strictObject({
  to: Upstream.describe("Who decides: host and port, or a URL without a path."),
  uri: PathPattern.describe("What is asked there."),
  copy_headers: z
    .array(z.string().regex(/^[A-Za-z0-9-]+$/, "must be a header's name"))
    .default([])
    .describe("Headers of the answer that the site is given. What a client itself sends by these names is removed."),
  passes: z.array(PathPattern).default([]).describe("Paths that go to whoever decides, such as its page to log in."),
});

const RateLimit = z.strictObject({
  events: z.int().min(1).describe("Requests of one address."),
  window: z
    .string()
    .regex(/^[1-9]\d*(?:ms|s|m|h)$/, "must be a time such as 1s or 1m")
    .describe("In which time."),
  paths: z.array(PathPattern).default([]).describe("Paths that count. Default: all."),
});

/** A site. */
export const Site = z
  .strictObject({
    port: Port.optional().describe("Port of this host at which its service is, on 127.0.0.1."),
    to: z.array(Upstream).min(1).optional().describe("Where it is instead: hosts and ports, or URLs without a path."),
    redirect_to: Target.optional().describe("A URL to which all of it is sent instead, for good; `{uri}` is the path that was asked for."),
    names: z
      .array(SiteName)
      .min(1)
      .optional()
      .describe("Its names. Default: those that `geo_map` steers, else `svc.zone`; with `svc.host.zone`, and short ones."),
    short: Label.optional().describe("Its label in `short_zones`."),
    only: z
      .array(z.string())
      .min(1)
      .optional()
      .describe("Hosts that run it. On others its names are sent to the name of the first of these, unless `elsewhere` says otherwise."),
    elsewhere: z.enum(["redirect", "nothing"]).default("redirect").describe("What becomes of its names on hosts that do not run it."),
    snippets: z
      .array(z.string())
      .default(["privacy"])
      .describe("Snippets of its block: `privacy`, with headers for privacy and security, or your own."),
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]+$/, "must be a header's name"), Text)
      .default({})
      .describe('Headers of its answers; `""`: none of that name.'),
    robots: z.boolean().default(true).describe("Whether search engines may list it. Otherwise /robots.txt and a header say so."),
    forward_auth: ForwardAuth.optional().describe("Somebody else decides about each request, such as Authentik."),
    rate_limits: z
      .array(RateLimit)
      .default([])
      .describe("How much one address may ask, as Caddy sees the connection and whatever headers say. Needs a module."),
    onion: z.boolean().default(false).describe("Whether it is also in `onion`, and says so by Onion-Location."),
    log: z
      .enum(["anonymous", "addresses", "none"])
      .default("anonymous")
      .describe("`anonymous`: cut addresses, in `access_log`. `addresses`: whole ones, in `addresses_log`, for fail2ban."),
    proxy: z.array(Text).default([]).describe("Lines in its `reverse_proxy`."),
    extra: Piece.default("").describe("Further lines of a Caddyfile: in this order, after limits and `forward_auth`, before its proxy."),
  })
  .refine(({ port, to, redirect_to: away }) => [port, to, away].filter((one) => one !== undefined).length <= 1, {
    error: "must not be there beside `to` or `redirect_to`: one of them",
    path: ["port"],
  })
  .refine(({ port, to, redirect_to: away, extra }) => [port, to, away].some((one) => one !== undefined) || extra !== "", {
    error: "must be given, or `to`, `redirect_to` or `extra`",
    path: ["port"],
  });

/** What it is once it is read. */
export type Site = z.output<typeof Site>;
