import type { ReachOptions } from "../engine/options.ts";
import type { LoadedInventory } from "../inventory/load-inventory.ts";
import type { Report } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { scrubbed } from "../model/scrubbed.ts";
import { hidingSecrets, scrubOf } from "./hide-secrets.ts";
import { loadFleet, reportWarnings, selectHosts } from "./load-fleet.ts";
import { NAME_SERVERS, type NameServers, onNameServers } from "./name-servers.ts";
import type { FleetOptions, ReachSettings } from "./options.ts";
import { reachOptions } from "./reach-options.ts";
import { hintingAtSandbox } from "./sandbox-hint.ts";

/** Which name servers, and how they are reached. */
export interface GeoFleetOptions extends FleetOptions, ReachSettings {
  readonly report: Report;
}

/** The name servers of a fleet, not connected to yet. */
export interface GeoFleet {
  readonly inventory: LoadedInventory;
  readonly hosts: readonly Host[];
  readonly reach: ReachOptions;
  /** Does something over sessions on all of them; with `missing`, those that are not reached are told and left out. */
  on<T>(work: (servers: NameServers) => Promise<T>, missing?: (failure: Failure) => void): Promise<T>;
}

/** Reads the inventory and hands over its name servers, but for those that are left out on purpose. No secret of the inventory is ever told. */
export async function onGeoFleet<T>(options: GeoFleetOptions, work: (fleet: GeoFleet) => Promise<T>): Promise<T> {
  return await hidingSecrets(async (known) => {
    const inventory = await loadFleet(options);
    known({ inventory });
    reportWarnings(inventory, options);
    const hosts = await selectHosts(inventory, NAME_SERVERS, { ...options, limit: undefined });
    known({ hosts });
    const scrub = scrubOf({ inventory, hosts });
    const report = hintingAtSandbox(hosts, options, options.report);
    const reach = reachOptions(options, (event) => {
      report(scrubbed(event, scrub));
    });
    return await work({
      inventory,
      hosts,
      reach,
      on: (task, missing) => onNameServers(hosts, { ...reach, ...(missing && { missing }) }, task),
    });
  });
}
