import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { nginxGeoProxy } from "../../roles/nginx-geo-proxy/role.ts";
import type { ProxyVars } from "../../roles/nginx-geo-proxy/vars.ts";
import type { Host, Value } from "../../src/model/host.ts";
import type { Resource } from "../../src/model/resource.ts";
import type { z } from "zod";
import { type Fleet, fleetUp } from "./fleet.ts";
import { type Known, madeDatabase } from "./made-database.ts";

/** Variables of the role as an inventory gives them. */
export type GivenProxy = z.input<typeof ProxyVars>;

/** A client of each continent, the region that is nearest to its country by the places in `regions`. */
export const clients = [
  { country: "DE", address: "192.0.2.1", region: "eu" },
  { country: "US", address: "192.0.2.17", region: "us" },
  { country: "IN", address: "192.0.2.33", region: "in" },
  { country: "BR", address: "192.0.2.49", region: "us" },
  { country: "ZA", address: "192.0.2.65", region: "in" },
  { country: "AU", address: "192.0.2.81", region: "in" },
  { country: "AQ", address: "192.0.2.97", region: "in" },
] as const;

/** Three regions, each with one backend on the proxy itself (see `startBackend`). */
export const regions = {
  eu: { at: [50.1, 8.7], hosts: ["127.0.0.11"] },
  us: { at: [40.7, -74.0], hosts: ["127.0.0.12"] },
  in: { at: [19.1, 72.9], hosts: ["127.0.0.13"] },
} satisfies GivenProxy["regions"];

/** Networks of the clients' countries, in IPv4 and IPv6. */
export const known: readonly Known[] = [
  ...clients.map(
    ({ country, address }): Known => [`${address.replace(/\d+$/, (last) => String(Number(last) - 1))}/28`, { country_code: country }],
  ),
  ["2001:db8:de::/48", { country_code: "DE" }],
  ["2001:db8:ee::/48", { country_code: "US" }],
];

/** What the role declares on a host whose country database knows these networks; the file of the database lies in the folder. */
export function proxyOn(
  host: Host,
  vars: GivenProxy,
  { folder, networks = known }: { folder: string; networks?: readonly Known[] },
): readonly Resource[] {
  const path = join(folder, "country.mmdb");
  mkdirSync(folder, { recursive: true });
  writeFileSync(path, madeDatabase(networks));
  const given: Readonly<Record<string, Value>> = { geoip_database: { source: "file", path } };
  const inventory = {
    hosts: [host],
    host: (name: string) => (name === host.name ? host : undefined),
    select: () => [host],
    render: (_: Host, { text }: { readonly text: string }) => text,
    roleVars: (_: Host, variable: string) => given[variable],
    whereIs: () => "test",
  };
  return nginxGeoProxy.resources({ vars: nginxGeoProxy.vars.parse(vars), host, inventory, downloads: new Map([[path, path]]) });
}

/** The folder of a fleet's files that a test writes. */
export function folderOf({ inventoryFile }: Fleet): string {
  return dirname(inventoryFile);
}

/** Starts a region's backend on a host that has nginx: it tells its name and what it was told. `/srv/sick-<region>` makes it answer 503. */
export function startBackend(fleet: Fleet, name: string, region: keyof typeof regions): void {
  const [address] = regions[region].hosts;
  const told = "host=$host for=$http_x_forwarded_for real=$http_x_real_ip proto=$http_x_forwarded_proto forwarded=$http_forwarded";
  const text = `error_log /dev/null; pid /run/backend-${region}.pid; events { }
http { access_log /srv/asked-${region}.log; server { listen ${address}:8080; listen ${address}:8443 ssl;
  ssl_certificate /srv/tls/web.pem; ssl_certificate_key /srv/tls/web.key;
  location / { if (-f /srv/sick-${region}) { return 503; } return 200 "${region} ${told} upgrade=$http_upgrade uri=$request_uri"; } } }
`;
  fleet.sh(name, `printf '%s' '${text}' >/srv/backend-${region}.conf; mkdir -p /srv/tls`);
  fleet.sh(name, `[ -e /srv/tls/web.pem ] || ${certificate}`);
  fleet.sh(
    name,
    `systemctl -q is-active backend-${region} || systemd-run -q --unit=backend-${region} nginx -c /srv/backend-${region}.conf -g 'daemon off;'`,
  );
  fleet.sh(name, `for _ in $(seq 50); do [ -s /run/backend-${region}.pid ] && exit; sleep 0.1; done; exit 1`);
}

const certificate =
  "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj /CN=safe.example.org " +
  "-addext subjectAltName=DNS:safe.example.org -keyout /srv/tls/web.key -out /srv/tls/web.pem 2>/dev/null";

/** Brings up the fleet of the tests of geo proxies, and curl for their clients, in `lab`. */
export async function proxyFleet(): Promise<Fleet> {
  const fleet = await fleetUp("geo-proxy", { lab: true });
  fleet.sh(
    "lab",
    "command -v curl >/dev/null || (apt-get -qq update && apt-get install -qq -y --no-install-recommends curl >/dev/null 2>&1)",
  );
  return fleet;
}

/** The first address of a container in IPv4. */
export function addressOf(fleet: Fleet, name: string): string {
  return fleet.sh(name, 'ip -4 -o address show dev eth0 scope global | awk \'{ sub("/.*", "", $4); print $4; exit }\'').trim();
}

/** Words of curl that ask a proxy, for what has its names. */
export function asking(fleet: Fleet, name: string, words: readonly string[]): string {
  return `curl -s -m 10 ${words.join(" ")} --connect-to ::${fleet.host(name).address.host}:`;
}

/** Lets `lab` be a client of this address, for a proxy. */
export function lendAddress(fleet: Fleet, name: string, address: string): void {
  const family = address.includes(":") ? "-6" : "-4";
  const range = `${address}/${address.includes(":") ? 128 : 32}`;
  const line = `ip ${family} -o address show dev eth0 scope global | awk '{ sub("/.*", "", $4); print $4; exit }'`;
  const lab = fleet.sh("lab", line).trim();
  fleet.sh(name, `ip ${family} route replace ${range} via ${lab}`);
  fleet.sh("lab", `ip ${family} address replace ${range} dev lo`);
}
