import { aptPackages, command, config, type Host, type Inventory, readGeoModel, role, service } from "geosteer";
import { filterConf, filterName, jailConf } from "./jail-conf.ts";
import { Fail2banVars } from "./vars.ts";

const JAILS = "/etc/fail2ban/jail.d/infra.local";

/**
 * fail2ban: a client whom sites refuse again and again, as bots are, reaches their ports no more for a time, and longer each time. Bans are kept over
 * reloads and restarts. The fleet's own addresses are never banned.
 *
 * @example
 * fail2ban:
 *   jails:
 *     sites: { log: /var/log/caddy/ratelimiters.log, max_retry: 5 }
 *   ignore: [127.0.0.0/8, "::1", 198.51.100.0/24]
 */
export const fail2ban = role({
  name: "fail2ban",
  description: "fail2ban, which keeps out clients whom sites refuse again and again.",
  installs: ["packages fail2ban, nftables, python3-systemd", JAILS, "/etc/fail2ban/filter.d/infra-*.conf", "fail2ban.service"],
  vars: Fail2banVars,
  resources({ vars, host, inventory }) {
    const jails = Object.entries(vars.jails);
    const filters = jails.map(([name, { statuses }]) => ({
      path: `/etc/fail2ban/filter.d/${filterName(name)}.conf`,
      content: filterConf(statuses),
    }));
    const conf = config({
      name: "fail2ban",
      files: [...filters, { path: JAILS, content: jailConf(vars, ignoredBy(vars, { host, inventory })) }],
      validate: ["fail2ban-client", "-t"],
    });
    return [
      aptPackages({ name: "fail2ban", packages: ["fail2ban", "nftables", "python3-systemd"], recommends: false }),
      ...jails.map(([name, { log, owner }]) =>
        command({
          name: `log of jail ${name}`,
          run: ["install", "-m", "0640", "-o", owner, "-g", owner, "/dev/null", log],
          creates: log,
        }),
      ),
      conf,
      service({ unit: "fail2ban", running: true, enabled: true, reloadOn: [conf] }),
    ];
  },
});

/** Addresses that are never banned: those that are given, and those of all hosts, private and public. */
function ignoredBy({ ignore }: Fail2banVars, place: { readonly host: Host; readonly inventory: Inventory }): readonly string[] {
  const reached = place.inventory.hosts.map(({ address }) => address.host).filter((address) => /^[0-9.]+$|:/.test(address));
  const served = readGeoModel(place)?.hosts.flatMap(({ v4, v6 }) => [...v4, ...v6]) ?? [];
  return [...new Set([...ignore, ...reached, ...served])].sort();
}
