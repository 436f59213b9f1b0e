import { aptPackages, config, Failure, readDatabaseChoice, readGeoModel, role, type RoleInput, service, systemdUnit } from "geosteer";
import { keysConf } from "./keys-conf.ts";
import { KEYS, knotConf } from "./knot-conf.ts";
import { requirePrimary, type Server, serversOf } from "./servers.ts";
import { updatersOf } from "./updaters.ts";
import { KnotVars } from "./vars.ts";
import { zonesOf } from "./zones.ts";

const CONF = "/etc/knot/knot.conf";
const OWN = { owner: "root", group: "knot", mode: "0640" };

/**
 * Knot DNS, primary or secondary, for the zones of the role `dns-zones`. Secondaries fetch them by IXFR, with a key each and from known addresses; names of
 * services are answered by the map of the role `geo-map`, on each name server by itself, and signed by it where a zone has keys. Knot is reloaded, and
 * restarted only for other addresses.
 *
 * @example
 * knot:
 *   primary: true
 *   transfer_keys: { us: 4N1ZzYbMeJvSf1ZdIyRM/Ng7mVYDHmBNGaSFoTPAkn0= }
 */
export const knot = role({
  name: "knot",
  description: "Knot DNS, primary or secondary, with GeoDNS answers.",
  installs: ["packages knot, knot-module-geoip, knot-dnsutils, knot-dnssecutils", CONF, KEYS, "knot.service"],
  vars: KnotVars,
  resources(input) {
    const { vars, host } = input;
    const servers = serversOf(input);
    const self = servers.find(({ name }) => name === host.name);
    if (self === undefined) throw notAServer(input);
    requirePrimary(servers, input);
    requireKeys(input, servers, self);
    const updaters = updatersOf(input);
    const { zones, keys, files } = zonesOf(input, self);
    const model = readGeoModel(input);
    const content = knotConf({ vars, self, servers, updaters, zones, ttl: model?.ttl ?? 30, keys: readDatabaseChoice(input).keys });
    const conf = config({
      name: "knot",
      files: [
        { path: KEYS, content: keysConf(vars, self), ...OWN },
        { path: CONF, content, ...OWN },
      ],
      validate: ["knotc", "-c", CONF, "conf-check"],
    });
    const dropIn = systemdUnit({ name: "knot", dropIn: "infra", content: dropInOf(vars) });
    return [
      aptPackages({ name: "knot", packages: ["knot", "knot-module-geoip", "knot-dnsutils", "knot-dnssecutils"], recommends: false }),
      conf,
      dropIn,
      service({ unit: "knot", running: true, enabled: true, reloadOn: [conf, ...keys, ...files], restartOn: [dropIn] }),
    ];
  },
});

/** Debian's own reload sends a signal, which succeeds also when Knot refuses what it reads. Addresses are named, for they take a restart. */
function dropInOf({ listen }: KnotVars): string {
  return `# Listens on ${listen.join(", ")}\n[Service]\nExecReload=\nExecReload=/usr/sbin/knotc -s /run/knot/knot.sock reload\n`;
}

function notAServer({ vars, host, inventory }: RoleInput<KnotVars>): Failure {
  const message = `Cannot serve zones on a host that is not in the group ${vars.group}`;
  return new Failure("VARS_INVALID", inventory.whereIs(host, ["knot", "group"]), message, { hint: `It is in ${host.groups.join(", ")}` });
}

function requireKeys({ vars, host, inventory }: RoleInput<KnotVars>, servers: readonly Server[], self: Server): void {
  const secondaries = servers.filter(({ isPrimary }) => !isPrimary).map(({ name }) => name);
  const missing = secondaries.filter((name) => (self.isPrimary || name === self.name) && !(name in vars.transfer_keys));
  if (missing.length === 0) return;
  throw new Failure(
    "VARS_INVALID",
    inventory.whereIs(host, ["knot", "transfer_keys"]),
    `Cannot transfer zones: there is no key for ${missing.join(", ")}`,
    {
      hint: "`keymgr -t NAME hmac-sha256` makes one; `infra secrets set` encrypts it",
    },
  );
}
