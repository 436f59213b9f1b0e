import type { CommandEnd } from "../engine/command-end.ts";
import { dsData, publicKsk } from "../formats/dnssec-key.ts";
import { MAP_FOLDER, MAP_PROGRAM } from "../facts/map-version.ts";
import { type GeoStatus, parseGeoStatus } from "../geo/geo-status.ts";
import type { Orders } from "../geo/orders.ts";
import { parseOrders } from "../geo/parse-orders.ts";
import { Failure } from "../model/failure.ts";
import { sh } from "../shell/sh.ts";
import { type GeoFleetOptions, onGeoFleet } from "./geo-fleet.ts";
import type { NameServers } from "./name-servers.ts";

/** What one name server is at. */
export interface ServerState {
  readonly name: string;
  readonly status: GeoStatus;
  /** Of the version that it serves. */
  readonly orders: Orders;
  /** SHA-256 of the orders' text. */
  readonly ordersDigest: string;
  /** Zone → serial, as Knot has it. */
  readonly serials: ReadonlyMap<string, string>;
  /** Zone → names of its name servers, sorted, as this one answers. */
  readonly delegations: ReadonlyMap<string, readonly string[]>;
  /** Zone → data of the DS records that its KSKs ask for, of those that are signed here. */
  readonly signers: ReadonlyMap<string, readonly string[]>;
  /** What differs between its answers and its map; empty where nothing does, `undefined` where they were not asked for. */
  readonly answers: string | undefined;
}

/** What all name servers are at, and those that could not be asked. */
export interface GeoStates {
  readonly servers: readonly ServerState[];
  readonly missing: readonly Failure[];
}

/** Asks every name server what it is at; with `verify`, also for its answers to the map's probes. */
export async function geoStates(options: GeoFleetOptions, { verify }: { readonly verify: boolean }): Promise<GeoStates> {
  const missing: Failure[] = [];
  return await onGeoFleet(options, async ({ on }) => {
    const servers = await on(
      (all) => statesOf(all, { verify, missing }),
      (failure) => missing.push(failure),
    );
    return { servers, missing };
  });
}

/**
 * Seven parts with a NUL between: what `status` says, the orders, their digest, Knot's zones, the name servers of each, its KSKs, and the judgement of
 * its answers.
 */
function question(verify: boolean): ReturnType<typeof sh> {
  const live = `${MAP_FOLDER}/live`;
  const judge = verify ? sh`${MAP_PROGRAM} verify 2>&1` : sh`echo unasked`;
  return sh`${MAP_PROGRAM} status || exit
printf '\0'; cat ${live}/orders
printf '\0'; sha256sum <${live}/orders
zones=$(knotc -s /run/knot/knot.sock zone-status 2>/dev/null)
printf '\0%s' "$zones"
printf '\0'
names=$(printf '%s\n' "$zones" | sed -n 's/^\[\([^]]*\)\].*/\1/p')
for zone in $names; do
  printf '%s %s\n' "$zone" "$(kdig @127.0.0.1 +short +timeout=2 NS "$zone" 2>/dev/null | sort | tr '\n' ' ')"
done
printf '\0'
for zone in $names; do
  kdig @127.0.0.1 +short +dnssec +timeout=2 DNSKEY "$zone" 2>/dev/null | sed -n "s/^257 3 /$zone /p"
done
printf '\0'; ${judge}`;
}

async function statesOf(
  servers: NameServers,
  { verify, missing }: { readonly verify: boolean; readonly missing: Failure[] },
): Promise<readonly ServerState[]> {
  const ends = await servers.run(question(verify));
  return [...ends].flatMap(([name, end]) => {
    try {
      return [stateOf(name, end)];
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      missing.push(error);
      return [];
    }
  });
}

function stateOf(name: string, { output }: CommandEnd): ServerState {
  const [first = "", orders = "", digest = "", zones = "", delegations = "", keys = "", judgement = ""] = output.split("\0");
  const status = parseGeoStatus(first);
  if (status === undefined) {
    throw new Failure("DRAIN_FAILED", name, `Cannot tell how ${name} is: it has no map`, { output: first.trim() });
  }
  return {
    name,
    status,
    orders: parseOrders(orders, name),
    ordersDigest: digest.slice(0, 64),
    serials: serialsOf(zones),
    delegations: new Map(linesOf(delegations).map(([zone = "", ...names]) => [zone, names])),
    signers: signersOf(keys),
    answers: judgement.trim() === "unasked" ? undefined : judgement.trim(),
  };
}

/** Lines of a zone, and the algorithm and key of a KSK of it. */
function signersOf(text: string): ReadonlyMap<string, readonly string[]> {
  const signers = new Map<string, readonly string[]>();
  for (const [zone = "", algorithm, ...key] of linesOf(text)) {
    const ksk = publicKsk(Number(algorithm), Buffer.from(key.join(""), "base64"));
    signers.set(zone, [...(signers.get(zone) ?? []), dsData(zone.replace(/\.$/, ""), ksk)]);
  }
  return signers;
}

/** Lines of `knotc zone-status`: `[example.org.] role: master | serial: 2024010100 | …`. */
function serialsOf(text: string): ReadonlyMap<string, string> {
  const found = [...text.matchAll(/^\[([^\]]+)\].*?\bserial: ([0-9]+)/gm)];
  return new Map(found.map(([, zone = "", serial = ""]) => [zone, serial]));
}

function linesOf(text: string): readonly (readonly string[])[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.trim().split(" "));
}
