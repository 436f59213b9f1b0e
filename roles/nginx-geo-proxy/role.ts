import { aptPackages, config, directory, file, fromHost, osRelease, type OsRelease, readDatabaseChoice, role, service } from "geosteer";
import { certificateUnits } from "./certificate-units.ts";
import { proxyConf } from "./conf.ts";
import { databaseOf } from "./database.ts";
import { DATABASE } from "./maps.ts";
import { refuseMistakes } from "./mistakes.ts";
import type { Http2 } from "./servers.ts";
import { steeringOf } from "./steering.ts";
import { ProxyVars } from "./vars.ts";

const CONF = "/etc/nginx/conf.d/geo-proxy.conf";

/** Debian's page for everybody who asks. The package makes the link unless something is there: so it is not served for a moment. */
const DEBIAN_SITE = "/etc/nginx/sites-enabled/default";

/**
 * nginx before hosts in several regions: a request goes to the nearest region by the country of its client, and to the next one when the hosts of the
 * first do not answer. For who can have no GeoDNS, or wants one address; the proxy itself is one place that can fail, and all traffic passes through it.
 * Certificates are files that something else keeps; nginx reads them again when they change.
 *
 * @example
 * nginx_geo_proxy:
 *   regions:
 *     eu: { at: [50.1, 8.7], hosts: [192.0.2.1] }
 *     us: { at: [40.7, -74.0], hosts: [192.0.2.2] }
 *   sites:
 *     shop:
 *       names: [shop.example.org]
 *       certificate: /etc/ssl/shop/fullchain.pem
 *       key: /etc/ssl/shop/key.pem
 */
export const nginxGeoProxy = role({
  name: "nginx-geo-proxy",
  description: "nginx as a proxy that sends clients to the nearest region, and to the next one when that is dead.",
  installs: [
    "packages nginx, libnginx-mod-http-geoip2, ca-certificates",
    CONF,
    DATABASE,
    `${DEBIAN_SITE}, which is empty: Debian's own site is not served`,
    "nginx.service",
    "nginx-geo-proxy-certificates.path, for sites with a certificate",
  ],
  vars: ProxyVars,
  downloads: (input) => [readDatabaseChoice(input).file],
  resources(input) {
    const { vars } = input;
    const steering = steeringOf(input);
    refuseMistakes(input, steering);
    const { file: database, key } = databaseOf(input);
    const text = proxyConf({ vars, steering, key });
    const conf = config({
      name: "nginx-geo-proxy",
      files: [
        { path: DATABASE, content: database },
        { path: CONF, content: fromHost(osRelease, "", (release) => text(http2Of(release))) },
      ],
      validate: ["nginx", "-t"],
    });
    const noSite = file({ path: DEBIAN_SITE, content: "# Debian's own site is not served.\n" });
    return [
      directory({ path: "/etc/nginx" }),
      directory({ path: "/etc/nginx/sites-enabled" }),
      noSite,
      aptPackages({ name: "nginx-geo-proxy", packages: ["nginx", "libnginx-mod-http-geoip2", "ca-certificates"], recommends: false }),
      directory({ path: DATABASE.slice(0, DATABASE.lastIndexOf("/")) }),
      conf,
      service({ unit: "nginx", running: true, enabled: true, reloadOn: [conf, noSite] }),
      ...certificateUnits(vars),
    ];
  },
});

/** Debian 12 has nginx 1.22, which knows no directive of that name. */
function http2Of({ versionId }: OsRelease): Http2 {
  return Number(versionId ?? Infinity) < 13 ? "word" : "directive";
}
