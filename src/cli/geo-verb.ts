import type { Command } from "commander";
import type { Reporter } from "../report/reporter.ts";
import type { LoadedGeo } from "../run/load-geo.ts";
import { addInventoryFlag, addSecretFlags, collect, type FleetFlags, fleetOptions } from "./fleet-flags.ts";
import type { ShowFlags } from "./show.ts";
import type { Surroundings } from "./surroundings.ts";

/** What a verb of `infra geo` works with. */
export interface GeoCall<Flags = GeoFlags> {
  readonly flags: Flags;
  readonly surroundings: Surroundings;
  readonly reporter: Reporter;
}

/** One of the commands of `infra geo`. */
export interface GeoVerb<Flags = GeoFlags> {
  readonly name: string;
  /** Its arguments, as commander writes them. */
  readonly args: string;
  readonly summary: string;
  readonly description: string;
  /** Adds its options; those of output are there. */
  addFlags(command: Command): Command;
  action(args: readonly string[], call: GeoCall<Flags>): Promise<number>;
}

/** Options of the verbs that reckon with the model and the database, and connect to no host. */
export interface GeoFlags extends ShowFlags, FleetFlags {
  readonly database?: string;
  readonly service?: string;
  readonly down?: readonly string[];
}

/** Adds the options that choose the model, the database and what is reckoned with. */
export function addModelFlags(command: Command): Command {
  const withDatabase = command
    .optionsGroup("Map:")
    .option("--service <name>", "only this service (default: all)")
    .option("--down <host>", "reckon with this host dead; may be given several times", collect)
    .option("--database <file>", "country database in MaxMind's format (default: what the variable geoip_database says)");
  const withInventory = addInventoryFlag(withDatabase.optionsGroup("Hosts:")).option(
    "-e, --extra-vars <vars>",
    'variables that win over all others: key=value, {"key": 1}, @file; may be given several times',
    collect,
  );
  return addSecretFlags(withInventory);
}

/** Reads the model and the database that the options choose. */
export async function geoOf({ flags, surroundings, reporter }: GeoCall): Promise<LoadedGeo> {
  const { loadGeo } = await import("../run/load-geo.ts");
  const options = await fleetOptions(flags, surroundings);
  return await loadGeo({ ...options, database: flags.database, service: flags.service, down: flags.down ?? [], report: reporter.report });
}
