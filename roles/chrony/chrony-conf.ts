/** What chrony.conf(5) says beside Debian's own settings. */
export interface Clock {
  readonly pools: readonly string[];
  readonly servers: readonly string[];
  /** Of each pool and server. */
  readonly options: string;
  readonly allow: readonly string[];
  readonly makestep: string;
  readonly extra: readonly string[];
}

/** Renders chrony.conf(5), with the files and folders that Debian's own configuration names; leap seconds are taken from the servers. */
export function chronyConf({ pools, servers, options, allow, makestep, extra }: Clock): string {
  const lines = [
    ...pools.map((name) => `pool ${name} ${options}`),
    ...servers.map((name) => `server ${name} ${options}`),
    "sourcedir /run/chrony-dhcp",
    "sourcedir /etc/chrony/sources.d",
    "confdir /etc/chrony/conf.d",
    "keyfile /etc/chrony/chrony.keys",
    "driftfile /var/lib/chrony/chrony.drift",
    "ntsdumpdir /var/lib/chrony",
    "logdir /var/log/chrony",
    "maxupdateskew 100.0",
    "rtcsync",
    `makestep ${makestep}`,
    ...allow.map((network) => `allow ${network}`),
    ...extra,
  ];
  return lines.map((line) => `${line}\n`).join("");
}
