import type { HostSummary } from "../model/event.ts";
import { Failure } from "../model/failure.ts";
import { type Playbook, playbook as playbookOf } from "../model/playbook.ts";
import { role } from "../model/role.ts";
import { geoMap } from "../resources/geo-map.ts";
import { MAP_FOLDER } from "../facts/map-version.ts";
import { sh } from "../shell/sh.ts";
import { z } from "zod";
import { apply } from "./apply.ts";
import { type GeoFleet, onGeoFleet } from "./geo-fleet.ts";
import { NAME_SERVERS, type NameServers } from "./name-servers.ts";
import type { ApplyOptions } from "./options.ts";

/** Whose name drains carry that the inventory declares: they come with the orders. */
const DECLARED = "the inventory";

/** What is pushed, and how. */
export interface GeoPushOptions extends ApplyOptions {
  /** The playbook that has the map. Default `dns`. */
  readonly playbook?: string | undefined;
  /** The name server whose orders, database and drains all others get, in place of those that the inventory makes. */
  readonly from?: string | undefined;
}

/** Brings the map, and nothing else of its playbook, to all name servers: the same step as in an apply of it. Resolves to what each host came to. */
export async function geoPush({ playbook = "dns", from, ...options }: GeoPushOptions): Promise<Readonly<Record<string, HostSummary>>> {
  const chosen = { ...options, kinds: [geoMap({ orders: "", database: "", hosts: [""] }).kind] };
  if (from === undefined) return (await apply(playbook, chosen)).hosts;
  const report = options.report ?? (() => undefined);
  return await onGeoFleet({ ...options, report }, async (fleet) => {
    const { hosts } = await apply(await copyOf(from, playbook, fleet), chosen);
    const isDone = Object.values(hosts).every(({ outcome }) => outcome === "changed" || outcome === "unchanged");
    if (isDone) await fleet.on((servers) => copyDrains(from, servers));
    return hosts;
  });
}

/** A playbook that declares the map that a name server has, for all of them. */
async function copyOf(from: string, name: string, { inventory, hosts, on }: GeoFleet): Promise<Playbook> {
  if (!hosts.some((host) => host.name === from)) {
    throw new Failure("USAGE", "--from", `Cannot copy the map of "${from}": it is no name server of this run`, {
      hint: `Name servers: ${hosts.map((host) => host.name).join(", ")}`,
    });
  }
  const all = inventory.select(NAME_SERVERS).map((host) => host.name);
  const { orders, database } = await on((servers) => readMap(from, servers));
  const copy = role({
    name: "geo-map",
    description: "The map that a name server has.",
    vars: z.unknown(),
    resources: () => [geoMap({ orders, database, hosts: all })],
  });
  return playbookOf({ name, hosts: NAME_SERVERS, roles: [copy] });
}

async function readMap(from: string, servers: NameServers): Promise<{ readonly orders: string; readonly database: Uint8Array }> {
  const live = `${MAP_FOLDER}/live`;
  const read = sh`cat ${live}/orders && printf '\0' && gzip -c ${live}/country.mmdb | base64`;
  const { status, output } = (await servers.run(read, [from])).get(from) ?? { status: undefined, output: "" };
  const [orders = "", packed] = output.split("\0");
  if (status !== 0 || packed === undefined) {
    throw new Failure("DRAIN_FAILED", from, `Cannot copy the map of ${from}: it has none`, { output: output.slice(0, 1000) });
  }
  const { gunzipSync } = await import("node:zlib");
  return { orders, database: gunzipSync(Buffer.from(packed, "base64")) };
}

async function copyDrains(from: string, servers: NameServers): Promise<void> {
  const drains = new Map([...(await servers.status())].map(([name, { drains }]) => [name, drains.filter(({ by }) => by !== DECLARED)]));
  const wanted = drains.get(from) ?? [];
  for (const [name, own] of drains) {
    for (const { host } of own) if (!wanted.some((one) => one.host === host)) await servers.tell(["undrain", host], [name]);
    for (const { host, by } of wanted) if (!own.some((one) => one.host === host)) await servers.tell(["drain", host, by], [name]);
  }
}
