import {
  aptMirror,
  aptPackages,
  aptRepository,
  DatabaseVars,
  file,
  fromHost,
  osRelease,
  type Resource,
  role,
  service,
  systemdUnit,
  type z,
} from "geosteer";
import { geoipConf } from "./geoip-conf.ts";

const CONF = "/etc/GeoIP.conf";
const TIMER = "geoipupdate.timer";

/** Debian's timer runs on some days of the week alone: what is new shall not wait for one. */
const soon = `[Timer]
OnActiveSec=1min
`;

/**
 * The country database by which name servers tell where an address is. The controller fetches it and keeps it; it goes to all name servers together with
 * the orders that are made for it, by the role `geo-map`, so that no two of them answer by different ones. Hosts whose other programs want MaxMind's data
 * keep it up to date themselves, by `geoipupdate`.
 *
 * @example
 * geoip_database:
 *   source: geolite2
 *   account_id: 123456
 *   license_key: abc_DEF
 *   geoipupdate: [GeoLite2-City]
 */
export const geoipDatabase = role({
  name: "geoip-database",
  description: "Which country database name servers use, and MaxMind's on hosts.",
  installs: [
    "the map's database: role geo-map brings it",
    "with `geoipupdate`: packages ca-certificates, geoipupdate",
    "/etc/apt/sources.list.d/contrib.sources",
    CONF,
    TIMER,
  ],
  vars: DatabaseVars,
  resources: ({ vars }) => (vars.geoipupdate.length === 0 ? [] : updatesOf(vars)),
});

/** The host's own mirror has contrib too; its entry for main stays as it is. */
function updatesOf(vars: z.output<typeof DatabaseVars>): readonly Resource[] {
  const dropIn = systemdUnit({ name: TIMER, dropIn: "infra", content: soon });
  return [
    aptRepository({
      name: "contrib",
      uris: [fromHost(aptMirror, "", ({ uri }) => uri)],
      suites: [fromHost(osRelease, "", ({ codename }) => codename)],
      components: ["contrib"],
      signedBy: fromHost(aptMirror, "", ({ keyring }) => keyring),
    }),
    aptPackages({ name: "geoip-database", packages: ["ca-certificates", "geoipupdate"], recommends: false }),
    file({ path: CONF, content: geoipConf(vars), mode: "0600" }),
    dropIn,
    service({ unit: TIMER, running: true, enabled: true, restartOn: [dropIn] }),
  ];
}
