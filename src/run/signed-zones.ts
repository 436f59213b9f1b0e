import { delegationSigners } from "../geo/delegation-signers.ts";
import { type ListedZone, zoneList } from "../geo/zone-list.ts";
import type { LoadedInventory } from "../inventory/load-inventory.ts";
import { hintOfWords } from "../model/did-you-mean.ts";
import type { Report } from "../model/event.ts";
import { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { loadFleet, reportWarnings } from "./load-fleet.ts";
import { NAME_SERVERS } from "./name-servers.ts";
import type { FleetOptions } from "./options.ts";

/** A zone with what the zone above it must hold. */
export interface SignedZone {
  /** Without its last dot. */
  readonly zone: string;
  /** Data of its DS records, as zone files have them. */
  readonly ds: readonly string[];
}

/** Which zones are asked for. */
export interface SignedZonesOptions extends FleetOptions {
  /** `[]`: all that are signed. */
  readonly zones: readonly string[];
  readonly report?: Report | undefined;
}

/**
 * Tells of the inventory's zones that are signed what their registrar is to be given. Those of challenges are left out, for the zone that each lies in
 * holds it already. Throws `USAGE` for a zone that there is not, `VARS_INVALID` for one that is not signed, or where none is.
 */
export async function signedZones(options: SignedZonesOptions): Promise<readonly SignedZone[]> {
  const inventory = await loadFleet(options);
  reportWarnings(inventory, options);
  const host = firstHost(inventory);
  const own = zoneList({ host, inventory }).filter(({ isAcme }) => !isAcme);
  const chosen = options.zones.length === 0 ? own.filter(({ keys }) => keys !== undefined) : options.zones.map((zone) => find(zone, own));
  const unsigned = chosen.find(({ keys }) => keys === undefined);
  if (unsigned !== undefined)
    throw notSigned(inventory.whereIs(host, ["dns_zones", "zones", unsigned.zone]), `zone ${unsigned.zone} has no keys`);
  if (chosen.length === 0) throw notSigned(inventory.whereIs(host, ["dns_zones"]), `no zone of ${host.name} has keys`);
  return chosen.map(({ zone, keys }) => ({ zone, ds: delegationSigners(zone, keys) }));
}

function firstHost({ hosts }: LoadedInventory): Host {
  const host = hosts.find(({ groups }) => groups.includes(NAME_SERVERS));
  if (host !== undefined) return host;
  throw notSigned("inventory/", `the inventory has no group ${NAME_SERVERS}`);
}

function find(wanted: string, zones: readonly ListedZone[]): ListedZone {
  const name = wanted.replace(/\.$/, "").toLowerCase();
  const found = zones.find(({ zone }) => zone === name);
  if (found !== undefined) return found;
  const hint = hintOfWords(
    name,
    zones.map(({ zone }) => zone),
  );
  throw new Failure("USAGE", "zone", `Cannot print DS records: there is no zone "${wanted}"`, { hint });
}

function notSigned(where: string, reason: string): Failure {
  return new Failure("VARS_INVALID", where, `Cannot print DS records: ${reason}`, {
    hint: "Give a zone its keys by `dnssec: { ksk, zsk }` in the variable dns_zones",
  });
}
