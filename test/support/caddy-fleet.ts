import { execFileSync } from "node:child_process";
import { dirname, join } from "node:path";
import { caddy } from "../../roles/caddy/role.ts";
import type { CaddyVars } from "../../roles/caddy/vars.ts";
import type { z } from "zod";
import type { Host } from "../../src/model/host.ts";
import type { Resource } from "../../src/model/resource.ts";
import { type Fleet, fleetUp } from "./fleet.ts";

/** Variables of the role as an inventory gives them. */
export type GivenCaddy = z.input<typeof CaddyVars>;

/** An onion service's address, of nobody. */
export const ONION = `${"a".repeat(56)}.onion`;

/** Two zones, and a site of each sort. */
export const given = {
  zones: ["example.org"],
  short_zones: ["example.net"],
  blocked_ranges: ["198.51.100.0/24"],
  onion: { address: ONION },
  endpoints: { interface: "eth0" },
  sites: {
    redlib: { port: 6464, short: "rl", onion: true, headers: { "X-Frame-Options": "DENY", "X-Upstream": "" }, robots: false },
    limited: { port: 6464, log: "addresses" },
    admin: {
      port: 6464,
      forward_auth: { to: "127.0.0.1:6465", uri: "/verify", copy_headers: ["X-User"], passes: ["/login"] },
    },
    old: { redirect_to: "https://new.example.org{uri}" },
    nitter: { port: 6464, only: ["elsewhere"] },
    page: { extra: 'respond "a page"' },
  },
} satisfies GivenCaddy;

/** What Debian's Caddy lacks. */
export const lacking = {
  trusted_proxies: ["192.0.2.1"],
  sites: { ...given.sites, limited: { port: 6464, rate_limits: [{ events: 10, window: "1s" }] } },
} satisfies Partial<GivenCaddy>;

/** How that is refused. */
export const lackingFailure = {
  code: "VARS_INVALID",
  message:
    "Cannot use Caddy 2.6.2: trusted proxies (caddy.trusted_proxies, vars.yml:caddy.trusted_proxies) need Caddy 2.7; " +
    "rate limits (caddy.sites.limited.rate_limits, vars.yml:caddy.sites.limited.rate_limits) need the module http.handlers.rate_limit of github.com/mholt/caddy-ratelimit",
  hint: "`xcaddy build --with github.com/mholt/caddy-ratelimit` makes one; give it by `caddy: { binary: … }`",
} as const;

/** What the role declares on a host; another host, `elsewhere`, is in the inventory. */
export function caddyOn(host: Host, changes: Partial<GivenCaddy> = {}): readonly Resource[] {
  const vars = caddy.vars.parse({ ...given, ...changes });
  const elsewhere = { ...host, name: "elsewhere" };
  const inventory = {
    hosts: [host, elsewhere],
    host: (name: string) => [host, elsewhere].find((one) => one.name === name),
    select: () => [host],
    render: (_: Host, { text }: { readonly text: string }) => text,
    roleVars: () => undefined,
    whereIs: (_: Host, path: readonly (string | number)[]) => `vars.yml:${path.join(".")}`,
  };
  return caddy.resources({ vars, host, inventory });
}

/** Starts the services of the sites: one that tells what it was asked, one that lets in whoever has the cookie. They are Caddys of their own. */
export function startServices(fleet: Fleet, name: string): void {
  const text = `{
  admin off
  auto_https off
}
http://:6464 {
  bind 127.0.0.1
  header Server upstream
  header X-Upstream yes
  respond "{host}{uri} for={header.X-Forwarded-For} user={header.X-User}"
}
http://:6465 {
  bind 127.0.0.1
  @known header Cookie "pass=yes"
  header @known X-User "alice"
  respond /login "log in here"
  respond @known 200
  respond 401
}
`;
  fleet.sh(name, `mkdir -p /srv/services && printf '%s' '${text}' >/srv/services/Caddyfile`);
  fleet.sh(
    name,
    "systemctl -q is-active services || systemd-run -q --unit=services --setenv=HOME=/srv/services caddy run --config /srv/services/Caddyfile",
  );
  fleet.sh(name, "for _ in $(seq 50); do curl -s -o /dev/null http://127.0.0.1:6464/ && exit; sleep 0.1; done; exit 1");
}

/** What a client in `lab` gets of a host: status, where it is sent, headers it asked for, and the page. */
export function ask(
  fleet: Fleet,
  name: string,
  url: string,
  words = "",
): { readonly status: number; readonly sentTo: string; readonly text: string } {
  const address = fleet.host(name).address.host;
  const command = `curl -sk -m 10 -w '\\n%{http_code} %{redirect_url}' ${words} --connect-to ::${address}: '${url}' || echo`;
  const printed = fleet.sh("lab", command).trimEnd();
  const last = printed.slice(printed.lastIndexOf("\n") + 1);
  const [status = "", sentTo = ""] = last.split(" ");
  return { status: Number(status), sentTo, text: printed.slice(0, Math.max(printed.length - last.length - 1, 0)) };
}

/** A file of the controller that is a Caddy: the one of a host. */
export function ownCaddy(fleet: Fleet, name: string): string {
  const path = join(dirname(fleet.inventoryFile), `caddy-${name}`);
  execFileSync("docker", ["cp", "-q", `${fleet.prefix}-${name}:/usr/bin/caddy`, path]);
  return path;
}

/** Brings up the fleet of these tests, and curl for their clients, in `lab`. */
export async function caddyFleet(): Promise<Fleet> {
  const fleet = await fleetUp("caddy", { lab: true });
  const install = "apt-get -qq update && apt-get install -qq -y --no-install-recommends curl >/dev/null 2>&1";
  fleet.sh("lab", `command -v curl >/dev/null || (${install})`);
  return fleet;
}
