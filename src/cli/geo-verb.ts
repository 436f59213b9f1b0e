import type { Command } from "commander";
import type { LoadedGeo } from "../run/load-geo.ts";
import { addReadingFlags, collect, type FleetFlags, fleetOptions } from "./fleet-flags.ts";
import type { ShowFlags } from "./show.ts";
import type { VerbCall } from "./verb.ts";

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
  return addReadingFlags(withDatabase);
}

/** Reads the model and the database that the options choose. */
export async function geoOf({ flags, surroundings, reporter }: VerbCall<GeoFlags>): Promise<LoadedGeo> {
  const { loadGeo } = await import("../run/load-geo.ts");
  const options = await fleetOptions(flags, surroundings);
  return await loadGeo({ ...options, database: flags.database, service: flags.service, down: flags.down ?? [], report: reporter.report });
}
