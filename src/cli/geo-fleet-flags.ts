import type { Command } from "commander";
import type { GeoFleetOptions } from "../run/geo-fleet.ts";
import {
  addInventoryFlag,
  addReachFlags,
  addSecretFlags,
  collect,
  type FleetFlags,
  fleetOptions,
  type ReachFlags,
  reachSettings,
} from "./fleet-flags.ts";
import type { VerbCall } from "./verb.ts";
import { interrupts } from "./interrupts.ts";
import type { ShowFlags } from "./show.ts";

/** Options of the verbs of `infra geo` that connect to the name servers. */
export interface GeoFleetFlags extends ShowFlags, FleetFlags, ReachFlags {
  readonly without?: readonly string[];
}

/** Adds the options of reaching the name servers. */
export function addGeoFleetFlags(command: Command): Command {
  const withHosts = addInventoryFlag(command.optionsGroup("Hosts:"))
    .option("--without <host>", "leave this name server out on purpose; may be given several times", collect)
    .option(
      "-e, --extra-vars <vars>",
      'variables that win over all others: key=value, {"key": 1}, @file; may be given several times',
      collect,
    );
  return addReachFlags(addSecretFlags(withHosts));
}

/** Does something with what the options say of the name servers; Ctrl-C ends it. */
export async function withGeoFleet<T>(
  { flags, surroundings, reporter }: VerbCall<GeoFleetFlags>,
  work: (options: GeoFleetOptions) => Promise<T>,
): Promise<T> {
  const options = { ...(await fleetOptions(flags, surroundings)), ...reachSettings(flags), without: flags.without };
  const { stop, cut, end } = interrupts(surroundings, reporter.report);
  return await work({ ...options, stop, cut, report: reporter.report }).finally(end);
}
