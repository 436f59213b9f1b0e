import { aptPackages, command, config, FromHost, type Resource, role, type RoleInput, service, sysctl, systemdUnit } from "geosteer";
import { binaryFiles, binaryPath, binaryResources } from "./binary.ts";
import { buildOf } from "./build.ts";
import { caddyfile } from "./caddyfile.ts";
import { placeholder } from "./certificates.ts";
import { ENDPOINTS, endpointsFile } from "./endpoints.ts";
import { refuseMistakes } from "./mistakes.ts";
import { byZone, namingOf } from "./names.ts";
import { needsOf, refuseLacking } from "./needs.ts";
import { onionTarget } from "./onion.ts";
import { servedOn, type Sites } from "./sites.ts";
import { certificateFiles, TSIG_KEY } from "./tls.ts";
import { dropIn, reloading, starting, validating } from "./unit.ts";
import { CaddyVars } from "./vars.ts";

const CONF = "/etc/caddy/Caddyfile";

/**
 * Caddy before a host's services. A site has its names in the fleet's zones (`svc.zone`, `svc.host.zone`), as `geo_map` steers them; HTTP is sent to
 * HTTPS, and what has no name here is closed. Logs hold no client's address, unless a site asks for it. Caddy's own account checks a new configuration;
 * where Caddy refuses it all the same, the old one is back at once. It is reloaded, never restarted, and also when a certificate has changed.
 *
 * @example
 * caddy:
 *   zones: [example.org]
 *   short_zones: [example.net]
 *   blocked_ranges: [198.51.100.0/24]
 *   sites:
 *     redlib: { port: 6464, short: rl, log: addresses }
 *     nitter: { port: 8387, only: [eu] }
 */
export const caddy = role({
  name: "caddy",
  description: "Caddy before a host's services: names, certificates, headers for privacy, logs without addresses.",
  vars: CaddyVars,
  installs: [
    "packages caddy, openssl",
    CONF,
    `${ENDPOINTS}, ${TSIG_KEY} (with \`rfc2136\`)`,
    "/var/lib/certificates/<zone>, with a certificate to begin with where there is none (with `files`)",
    "/usr/local/lib/caddy (with `binary`)",
    "caddy.service, with a drop-in",
  ],
  downloads: binaryFiles,
  resources(input) {
    const { vars, host } = input;
    const naming = namingOf(input);
    const onion = onionTarget(input);
    refuseMistakes(input, { naming, onion });
    const sites: Sites = { vars, host: host.name, naming, onion: onion?.address };
    const binary = binaryPath(vars);
    const zones =
      vars.tls.issuer === "files" ? byZone(servedOn(sites).flatMap(({ names }) => names)) : new Map<string, readonly string[]>();
    const unit = systemdUnit({ name: "caddy.service", dropIn: "infra", content: dropIn(binary) });
    const start = systemdUnit({ name: "caddy.service", dropIn: "infra-binary", content: starting(binary) });
    const conf = config({ name: "caddy", files: filesOf(input, sites), validate: validating(binary), reload: reloading(binary) });
    return [
      ...binaryResources(input),
      aptPackages({ name: "caddy", packages: ["caddy", "openssl"], recommends: false }),
      ...nonlocal(input),
      ...[...zones].map(([zone, names]) => placeholder(zone, names, vars)),
      ...logFiles(vars),
      unit,
      start,
      conf,
      service({
        unit: "caddy",
        running: true,
        enabled: true,
        reloadOnFiles: [...zones.keys()].flatMap((zone) => Object.values(certificateFiles(zone, vars))),
        restartOn: [start],
      }),
    ];
  },
});

function filesOf({ vars, host, inventory }: RoleInput<CaddyVars>, sites: Sites) {
  const build = buildOf(binaryPath(vars), { isPackage: vars.binary === undefined });
  const needs = needsOf(vars);
  const text = caddyfile(sites);
  const content = new FromHost(async (ask) => {
    refuseLacking(await build.resolve(ask), needs, (path) => inventory.whereIs(host, ["caddy", ...path]));
    return text;
  });
  const key = vars.tls.rfc2136?.key;
  return [
    ...(key === undefined ? [] : [{ path: TSIG_KEY, content: key, owner: "root", group: "caddy", mode: "0640" }]),
    { path: ENDPOINTS, content: endpointsFile(vars) },
    { path: CONF, content: needs.length === 0 ? text : content },
  ];
}

/** A tailnet's address is not there yet when the host starts: without this Caddy would not start either, and no site would be served. */
function nonlocal({ vars: { endpoints }, host, inventory }: RoleInput<CaddyVars>): readonly Resource[] {
  if (!endpoints.metrics && !endpoints.vnstat) return [];
  const declared = JSON.stringify(inventory.roleVars(host, "sysctls") ?? {});
  return ["ipv4", "ipv6"]
    .map((family) => `net.${family}.ip_nonlocal_bind`)
    .filter((key) => !declared.includes(`"${key}"`))
    .map((key) => sysctl({ key, value: 1, optional: true }));
}

/** Caddy would make them its own alone: its group, by which reports are made of them, may read them. */
function logFiles({ access_log: access, addresses_log: addresses, sites }: CaddyVars): readonly Resource[] {
  const isWhole = Object.values(sites).some(({ log }) => log === "addresses");
  return [access, ...(isWhole ? [addresses] : [])].map((log) =>
    command({ name: `log ${log}`, run: ["install", "-m", "0640", "-o", "caddy", "-g", "caddy", "/dev/null", log], creates: log }),
  );
}
