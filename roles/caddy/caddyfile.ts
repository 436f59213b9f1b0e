import { block, word } from "./block.ts";
import { ENDPOINTS } from "./endpoints.ts";
import { format, logSnippets } from "./logs.ts";
import { byZone } from "./names.ts";
import { type Served, servedOn, siteBlocks, type Sites } from "./sites.ts";
import { wildcardBlocks } from "./tls.ts";
import type { CaddyVars } from "./vars.ts";

/** Snippets that are there without being declared. */
export const BUILT_IN = ["privacy", "blocked", "log-anonymous", "log-addresses"];

/** The Caddyfile of a host. */
export function caddyfile(sites: Sites): string {
  const { vars, host } = sites;
  const served = servedOn(sites);
  const names = served.flatMap((one) => one.names);
  const lines = [
    ...block("", globals(vars)),
    "",
    ...block("(privacy)", privacy(vars)),
    "",
    ...blocked(vars),
    ...logSnippets(vars),
    ...Object.entries(vars.snippets).flatMap(([name, text]) => ["", `(${name}) {`, ...given(text), "}"]),
    ...["http://", "https://"].flatMap((scheme) => ["", ...block(scheme, ["abort"])]),
    ...(vars.onion === undefined ? [] : ["", ...block(`http://:${vars.onion.port}`, ["bind 127.0.0.1", "abort"])]),
    ...wildcardBlocks(byZone(names), vars, host),
    ...served.flatMap((one, index) => ["", ...siteBlocks(one, sites, rank(served, index))]),
    "",
    `import ${ENDPOINTS}`,
    ...Object.entries(vars.extras).flatMap(([name, text]) => ["", `# ${name}`, ...given(text)]),
  ];
  return lines.map((line) => `${line}\n`).join("");
}

/** The how-manieth of its site: one that is redirected has a block for each zone. */
function rank(served: readonly Served[], index: number): number {
  return served.slice(0, index).filter(({ name }) => name === served[index]?.name).length;
}

function given(text: string): readonly string[] {
  return text.replace(/\n+$/, "").split("\n");
}

/** Redirects are written out, for Caddy's own give way to the block that closes what has no name here. */
function globals(vars: CaddyVars): readonly string[] {
  const server = [
    ...(vars.endpoints.metrics ? ["metrics"] : []),
    ...(vars.trusted_proxies.length === 0 ? [] : [`trusted_proxies static ${vars.trusted_proxies.join(" ")}`]),
  ];
  return [
    `http_port ${vars.http_port}`,
    `https_port ${vars.https_port}`,
    `auto_https ${vars.tls.issuer === "files" ? "off" : "disable_redirects"}`,
    "skip_install_trust",
    ...(server.length === 0 ? [] : block("servers", server)),
    // Errors of sites are told here, with the request; what is asked of none of them is not.
    ...block("log default", ["output stderr", "exclude http.log.access", ...format("cut")]),
    ...vars.global.split("\n").filter((line) => line !== ""),
  ];
}

function privacy({ hsts }: CaddyVars): readonly string[] {
  return block("header", [
    ...(hsts === "" ? [] : [`Strict-Transport-Security ${word(hsts)}`]),
    'Permissions-Policy "browsing-topics=(), interest-cohort=()"',
    "Referrer-Policy no-referrer",
    "X-Content-Type-Options nosniff",
    "X-Frame-Options SAMEORIGIN",
    "-Server",
    "-X-Powered-By",
    "defer",
  ]);
}

/** By the address of the connection; by what trusted proxies say of the client where there are any. */
function blocked({ blocked_ranges: ranges, trusted_proxies: trusted }: CaddyVars): readonly string[] {
  if (ranges.length === 0) return [];
  const matcher = `@blocked ${trusted.length === 0 ? "remote_ip" : "client_ip"} ${ranges.join(" ")}`;
  return [...block("(blocked)", [matcher, 'respond @blocked "Your network is blocked here." 403']), ""];
}
