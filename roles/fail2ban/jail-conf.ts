import { renderIni } from "geosteer";
import type { Fail2banVars } from "./vars.ts";

/** Renders jail.conf(5): what is banned, by nftables, and never the addresses that are told. */
export function jailConf({ jails, sshd, escalate, max_ban_time }: Fail2banVars, ignored: readonly string[]): string {
  const names = Object.entries(jails);
  return renderIni({
    DEFAULT: {
      banaction: "nftables[type=multiport]",
      banaction_allports: "nftables[type=allports]",
      ignoreself: true,
      ignoreip: ignored.join(" "),
      "bantime.increment": escalate,
      "bantime.maxtime": max_ban_time,
    },
    // Debian turns it on for a log that only a syslog daemon writes; without one, fail2ban does not start.
    sshd: { enabled: sshd, backend: "systemd" },
    ...Object.fromEntries(
      names.map(([name, { log, ports, max_retry, find_time, ban_time }]) => [
        name,
        {
          enabled: true,
          filter: filterName(name),
          backend: "auto",
          logpath: log,
          port: ports.join(","),
          protocol: "tcp,udp",
          maxretry: max_retry,
          findtime: find_time,
          bantime: ban_time,
        },
      ]),
    ),
  });
}

/**
 * Renders a filter for Caddy's log: what a client chose stands there in escaped quotes, and cannot look like the address or the status. Time is told
 * in seconds since 1970.
 */
export function filterConf(statuses: readonly number[]): string {
  return renderIni({
    Definition: {
      failregex: `^.*"remote_ip":"<ADDR>",.*"status":(?:${statuses.join("|")})[,}].*$`,
      datepattern: '"ts":{EPOCH}',
    },
  });
}

/** A jail's filter has a name that no package has. */
export function filterName(jail: string): string {
  return `infra-${jail}`;
}
