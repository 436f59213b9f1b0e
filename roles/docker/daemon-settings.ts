import { z } from "geosteer";

const AddressPool = z.strictObject({
  base: z.string().describe("Range (CIDR) that networks are cut from."),
  size: z.int().min(1).max(128).describe("Prefix length of each network."),
});

/** What the engine is set to: the keys of daemon.json that a server needs, and any other under `more`. */
export const DaemonSettings = z.strictObject({
  live_restore: z.boolean().default(true).describe("Whether containers run on while the engine restarts."),
  log_max_size: z.string().default("10m").describe("Size at which a container's log begins a new file; the engine's own default is never."),
  log_max_files: z.int().min(1).default(3).describe("How many files of a container's log are kept."),
  default_address_pools: z.array(AddressPool).default([]).describe("Where networks get their addresses. Default: the engine's own pools."),
  ipv6: z.boolean().default(false).describe("Whether the default network has IPv6; then `fixed_cidr_v6` is needed."),
  fixed_cidr_v6: z.string().optional().describe("The default network's IPv6 range."),
  userland_proxy: z
    .boolean()
    .default(true)
    .describe("Whether published ports also get a process each, for connections from the host itself."),
  registry_mirrors: z.array(z.url()).default([]).describe("Where images of the public registry are looked for first."),
  insecure_registries: z.array(z.string()).default([]).describe("Registries (`host:port` or CIDR) without TLS."),
  dns: z.array(z.string()).default([]).describe("Name servers of containers. Default: the host's."),
  data_root: z.string().optional().describe("Folder of images and containers. Default: /var/lib/docker."),
  storage_driver: z.string().optional().describe("Default: the engine's own choice."),
  debug: z.boolean().default(false).describe("Whether the engine logs more."),
  more: z.record(z.string(), z.json()).default({}).describe("Any other keys, as dockerd(8) names them; they win."),
});

/** Renders daemon.json: nothing is written that the engine would do anyway and that is not said. */
export function renderDaemonJson(settings: z.output<typeof DaemonSettings>): string {
  const keys = {
    "live-restore": settings.live_restore,
    "log-driver": "json-file",
    "log-opts": { "max-size": settings.log_max_size, "max-file": String(settings.log_max_files) },
    "default-address-pools": unlessEmpty(settings.default_address_pools),
    ipv6: settings.ipv6 || undefined,
    "fixed-cidr-v6": settings.fixed_cidr_v6,
    "userland-proxy": settings.userland_proxy ? undefined : false,
    "registry-mirrors": unlessEmpty(settings.registry_mirrors),
    "insecure-registries": unlessEmpty(settings.insecure_registries),
    dns: unlessEmpty(settings.dns),
    "data-root": settings.data_root,
    "storage-driver": settings.storage_driver,
    debug: settings.debug || undefined,
    ...settings.more,
  };
  return `${JSON.stringify(keys, null, 2)}\n`;
}

/** Do containers run on while an engine with these settings restarts? */
export function keepsContainers({ live_restore: isDeclared, more }: z.output<typeof DaemonSettings>): boolean {
  return (more["live-restore"] ?? isDeclared) === true;
}

function unlessEmpty<Item>(list: readonly Item[]): readonly Item[] | undefined {
  return list.length === 0 ? undefined : list;
}
