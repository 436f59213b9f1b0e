import { block, word } from "./block.ts";
import { byZone, namesOf, type Naming, type ZonedName } from "./names.ts";
import { Site as SiteVars, type Site } from "./site-vars.ts";
import { tlsLines } from "./tls.ts";
import type { CaddyVars } from "./vars.ts";

/** A host's sites, and what all of them need. */
export interface Sites {
  readonly vars: CaddyVars;
  readonly host: string;
  readonly naming: Naming;
  /** The address of the onion service. */
  readonly onion: string | undefined;
}

/** What a site comes to on the host. */
export interface Served {
  readonly name: string;
  readonly site: Site;
  readonly names: readonly ZonedName[];
}

/** The sites that this host serves, or answers for by a redirect to a host that does. */
export function servedOn({ vars, host, naming }: Sites): readonly Served[] {
  return Object.entries(vars.sites).flatMap(([name, site]): readonly Served[] => {
    const { shared, own } = namesOf(name, site, { host, naming });
    const names = [...shared, ...own];
    const [first] = site.only ?? [];
    if (first === undefined || site.only?.includes(host) === true) return [{ name, site, names }];
    if (site.elsewhere === "nothing") return [];
    return byHost(names, namesOf(name, site, { host: first, naming }).own).map((one) => ({ ...one, name }));
  });
}

/** In each zone names are sent to the name that the running host has there. */
function byHost(names: readonly ZonedName[], targets: readonly ZonedName[]): readonly Omit<Served, "name">[] {
  return targets
    .filter(({ zone }, index) => targets.findIndex((one) => one.zone === zone) === index)
    .map(({ zone, name }) => ({ site: sentTo(name), names: names.filter((one) => one.zone === zone) }));
}

/** Not for good: another host may run it tomorrow. */
function sentTo(name: string): Site {
  return SiteVars.parse({ extra: `redir https://${name}{uri} 307`, log: "none" });
}

/** The blocks of a site: one that says what it does, one a zone that names its certificate, and one for the onion service. */
export function siteBlocks({ name, site, names }: Served, sites: Sites, index: number): readonly string[] {
  const { vars, onion } = sites;
  const snippet = `site-${name}${index === 0 ? "" : `_${index}`}`;
  const secure = [...byZone(names)].flatMap(([zone, all]) => [
    "",
    ...block(all.map((one) => `https://${one}`).join(", "), [`import ${snippet}`, ...tlsLines(zone, vars)]),
  ]);
  const redirects = names.length === 0 ? [] : ["", ...block(names.map((one) => `http://${one.name}`).join(", "), toHttps(vars))];
  return [...block(`(${snippet})`, [...outer(site, sites, name), ...route(name, site, vars)]), ...secure, ...redirects, ...onionBlock()];

  function onionBlock(): readonly string[] {
    if (!site.onion || onion === undefined || vars.onion === undefined) return [];
    const lines = ["bind 127.0.0.1", ...headers(site), ...route(name, { ...site, rate_limits: [] }, { blocked_ranges: [] })];
    return ["", ...block(`http://${name}.${onion}:${vars.onion.port}`, lines)];
  }
}

function toHttps({ https_port: port }: CaddyVars): readonly string[] {
  return [`redir https://{host}${port === 443 ? "" : `:${port}`}{uri} 308`];
}

/** What Caddy takes in a site's block alone, and in any order. */
function outer(site: Site, { onion }: Sites, name: string): readonly string[] {
  const location = site.onion && onion !== undefined ? [`header Onion-Location http://${name}.${onion}{uri}`] : [];
  return [...headers(site), ...location, ...site.snippets.map((one) => `import ${one}`), ...logs(site)];
}

function logs({ log }: Site): readonly string[] {
  return log === "none" ? [] : [`import log-${log}`];
}

/** Set when the answer is on its way, so that they stand whatever the service says; what comes first in a block has the last word. */
function headers({ headers: given, robots }: Site): readonly string[] {
  const all = { ...given, ...(!robots && { "X-Robots-Tag": "noindex, nofollow" }) };
  const lines = Object.entries(all).map(([name, value]) => (value === "" ? `-${name}` : `${name} ${word(value)}`));
  return lines.length === 0 ? [] : block("header", [...lines, "defer"]);
}

/** What becomes of a request, in this very order: Caddy's own order would ask for a login before it looks at who is blocked. */
function route(name: string, site: Site, { blocked_ranges: blocked }: Pick<CaddyVars, "blocked_ranges">): readonly string[] {
  return block("route", [
    ...(blocked.length > 0 ? ["import blocked"] : []),
    ...(site.robots ? [] : [`respond /robots.txt ${word("User-agent: *\nDisallow: /")} 200`]),
    ...rateLimits(name, site),
    ...forwardAuth(site),
    ...site.extra.split("\n").filter((line) => line !== ""),
    ...answer(site),
  ]);
}

/** `{remote_host}` is the address of the connection, which no header changes (github.com/mholt/caddy-ratelimit). */
function rateLimits(name: string, { rate_limits: limits }: Site): readonly string[] {
  if (limits.length === 0) return [];
  const zones = limits.map(({ events, window, paths }, index) =>
    block(`zone ${name}-${index + 1}`, [
      ...(paths.length === 0 ? [] : block("match", [`path ${paths.join(" ")}`])),
      "key {remote_host}",
      `events ${events}`,
      `window ${window}`,
    ]),
  );
  return block("rate_limit", zones.flat());
}

function forwardAuth({ forward_auth: auth }: Site): readonly string[] {
  if (auth === undefined) return [];
  const asked = [`uri ${auth.uri}`, ...(auth.copy_headers.length === 0 ? [] : [`copy_headers ${auth.copy_headers.join(" ")}`])];
  return [
    ...auth.passes.map((path) => `reverse_proxy ${path} ${auth.to}`),
    ...auth.copy_headers.map((header) => `request_header -${header}`),
    ...block(`forward_auth ${auth.to}`, asked),
  ];
}

/** A service that is asked over TLS is asked by its own name. */
function answer({ port, to, redirect_to: away, proxy }: Site): readonly string[] {
  if (away !== undefined) return [`redir ${away} permanent`];
  const upstreams = port === undefined ? to : [`127.0.0.1:${port}`];
  if (upstreams === undefined) return [];
  const lines = [...(upstreams.some((one) => one.startsWith("https://")) ? ["header_up Host {upstream_hostport}"] : []), ...proxy];
  const head = `reverse_proxy ${upstreams.join(" ")}`;
  return lines.length === 0 ? [head] : block(head, lines);
}
