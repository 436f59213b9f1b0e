import { execFile } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import { promisify } from "node:util";
import { expect } from "chai";
import { parse } from "yaml";
import { type DnsFleet, nameServers } from "./dns-fleet.ts";
import { readRepositoryFile } from "./repository.ts";

const ZONE = "example.org";
const ACME_ZONE = `acme.${ZONE}`;

/** Seconds after which all name servers must have what the primary has. */
const TRANSFERRED_WITHIN = 30;

/** Sends an update (RFC 2136) of the ACME zone to a name server: whether it was taken. Nothing is tried again. */
export type SendUpdate = (server: string, line: string) => Promise<boolean>;

/** Makes the way for a host to update its own challenge: from its own address, by its own key. */
export function updaterOf(fleet: DnsFleet, host: string): SendUpdate {
  const key = fleet.sh("eu", `sed -n '/id: acme.${host}/,/secret/s/ *secret: //p' /etc/knot/keys.conf`).trim();
  return async (server, line) => {
    const address = fleet.host(server).address.host;
    const lines = [`server ${address}`, `key hmac-sha256:acme.${host} ${key}`, `zone ${ACME_ZONE}`, `update ${line}`, "send"];
    const words = ["exec", `${fleet.prefix}-${host}`, "sh", "-c", `printf '%s\\n' "$@" | knsupdate`, "sh", ...lines];
    return await promisify(execFile)("docker", words).then(
      () => true,
      () => false,
    );
  };
}

/** What became of updates that were sent while zones were deployed. */
export interface UpdatesReport {
  /** Updates that the primary said it had taken. */
  readonly taken: number;
  /** How many of the values each name server holds in the end, in the order of `nameServers`. */
  readonly kept: readonly number[];
  /** Deployments after which the primary answered with the deployed record, and with a serial of the main zone as never before. */
  readonly deployed: number;
  /** For each name server in the end: the record of the last deployment, the serials of the main zone and of the ACME zone. */
  readonly last: readonly string[];
}

/** What `updateWhileDeploying` does: updates are a multiple of deployments. */
export interface UpdatesOrder {
  readonly updates: number;
  readonly deployments: number;
}

/**
 * Deploys the main zone again and again, each time with another record; while it does, hosts by turns add values to their challenges. What is held
 * in the end is what a restart of the primary has left.
 */
export async function updateWhileDeploying(fleet: DnsFleet, { updates, deployments }: UpdatesOrder): Promise<UpdatesReport> {
  const send = senderOf(fleet);
  const each = updates / deployments;
  const serials = new Set<string>();
  let lastedMs = await deploy(fleet, "before");
  let [taken, deployed] = [0, 0];
  serials.add(serialOn(fleet, "eu", ZONE));
  for (let deployment = 0; deployment < deployments; deployment++) {
    const pauseMs = lastedMs / each;
    const sent = Array.from({ length: each }, async (_, index) => {
      await setTimeout(index * pauseMs);
      return await send(deployment * each + index);
    });
    const [answers, ms] = await Promise.all([Promise.all(sent), deploy(fleet, String(deployment))]);
    lastedMs = ms;
    taken += answers.filter(Boolean).length;
    const serial = serialOn(fleet, "eu", ZONE);
    if (!serials.has(serial) && deployedOn(fleet, "eu") === `"${deployment}"`) deployed += 1;
    serials.add(serial);
  }
  // Zones of another kind are loaded from their files by either, and have lost what updates brought.
  fleet.sh("eu", "knotc -b zone-reload && systemctl restart knot");
  const last = await untilSame(fleet);
  return { taken, kept: nameServers.map((server) => keptOn(fleet, server, updates)), deployed, last };
}

/** Takes away what hosts have added, and deploys the zones as the inventory has them. */
export async function forgetUpdates(fleet: DnsFleet): Promise<void> {
  for (const host of nameServers) expect(await updaterOf(fleet, host)("eu", `del ${nameOf(host)} TXT`)).to.equal(true);
  await fleet.apply();
}

/** Sends the update of a number: which host does it, and with which value. */
function senderOf(fleet: DnsFleet): (number: number) => Promise<boolean> {
  const updaters = new Map<string, SendUpdate>(nameServers.map((host) => [host, updaterOf(fleet, host)]));
  return async (number) => {
    const host = nameServers[number % nameServers.length] ?? "eu";
    return (await updaters.get(host)?.("eu", `add ${nameOf(host)} 60 TXT ${valueOf(number)}`)) ?? false;
  };
}

function nameOf(host: string): string {
  return `${host}.${ACME_ZONE}.`;
}

function valueOf(number: number): string {
  return `update-${number}`;
}

/** Applies dns with a record of this text in the main zone, and returns how long it took. */
async function deploy(fleet: DnsFleet, text: string): Promise<number> {
  const begun = performance.now();
  const record = { name: "deployment", type: "TXT", value: text };
  await fleet.apply({ dns_zones: { zones: { [ZONE]: { records: [...inventoryRecords(), record] } } } });
  return performance.now() - begun;
}

/** The main zone's records as the inventory has them: a list of variables replaces another one. */
function inventoryRecords(): readonly unknown[] {
  const vars = parse(readRepositoryFile("inventory/group_vars/all.yml")) as {
    readonly dns_zones: { readonly zones: Readonly<Record<string, { readonly records: readonly unknown[] }>> };
  };
  return vars.dns_zones.zones[ZONE]?.records ?? [];
}

/** Waits until all name servers hold the same of both zones, or long enough, and returns what they hold. */
async function untilSame(fleet: DnsFleet): Promise<readonly string[]> {
  const deadline = performance.now() + TRANSFERRED_WITHIN * 1000;
  for (;;) {
    const held = nameServers.map((server) =>
      [deployedOn(fleet, server), serialOn(fleet, server, ZONE), serialOn(fleet, server, ACME_ZONE)].join(" "),
    );
    if (new Set(held).size === 1 || performance.now() > deadline) return held;
    await setTimeout(200);
  }
}

function keptOn(fleet: DnsFleet, server: string, updates: number): number {
  const seen = new Set(
    nameServers.flatMap((host) =>
      dig(fleet, server, `${nameOf(host)} TXT`)
        .split("\n")
        .map((line) => `${host} ${line}`),
    ),
  );
  return Array.from({ length: updates }, (_, number) => number).filter((number) =>
    seen.has(`${nameServers[number % nameServers.length] ?? ""} "${valueOf(number)}"`),
  ).length;
}

function deployedOn(fleet: DnsFleet, server: string): string {
  return dig(fleet, server, `deployment.${ZONE} TXT`);
}

function serialOn(fleet: DnsFleet, server: string, zone: string): string {
  return dig(fleet, server, `${zone} SOA`).split(" ")[2] ?? "";
}

function dig(fleet: DnsFleet, server: string, question: string): string {
  return fleet.sh("lab", `kdig @${fleet.host(server).address.host} +tcp +short ${question}`).trim();
}
