import type { Command } from "commander";
import type { FleetOptions, ReachSettings } from "../run/options.ts";
import { addFleetFlags, addReachFlags, type FleetFlags, fleetOptions, type ReachFlags, reachSettings } from "./fleet-flags.ts";
import { addShowFlags, type ShowFlags } from "./show.ts";
import type { Surroundings } from "./surroundings.ts";

/** Options of every command that chooses hosts of the inventory, connects to them and shows what it does there, as commander hands them over. */
export interface ConnectingFlags extends FleetFlags, ReachFlags, ShowFlags {}

/** Adds the options that choose hosts, those of connecting, and those of output. */
export function addConnectingFlags(command: Command): Command {
  return addShowFlags(addReachFlags(addFleetFlags(command)));
}

/** Which hosts the options choose, and how those are reached; asks for sudo's password where they say so. */
export async function connectingOptions(flags: FleetFlags & ReachFlags, surroundings: Surroundings): Promise<FleetOptions & ReachSettings> {
  return { ...(await fleetOptions(flags, surroundings)), ...reachSettings(flags) };
}
