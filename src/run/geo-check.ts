import { type Comparison, compareDelegations, compareServers } from "../geo/compare-servers.ts";
import type { Failure } from "../model/failure.ts";
import type { GeoFleetOptions } from "./geo-fleet.ts";
import { geoStates, type ServerState } from "./geo-state.ts";

/** What was compared, and the name servers that could not be asked. */
export interface GeoCheck {
  readonly comparisons: readonly Comparison[];
  readonly missing: readonly Failure[];
}

/** Compares what all name servers serve, and with a resolver what it sees of their zones. */
export async function geoCheck(options: GeoFleetOptions, { resolver }: { readonly resolver: string | undefined }): Promise<GeoCheck> {
  const { servers, missing } = await geoStates(options, { verify: true });
  const seen = resolver === undefined ? new Map() : await delegationsOf(servers, resolver);
  return { comparisons: [...compareServers(servers), ...compareDelegations(servers, seen)], missing };
}

async function delegationsOf(
  servers: readonly ServerState[],
  resolver: string,
): Promise<ReadonlyMap<string, readonly string[] | undefined>> {
  const { seenDelegation } = await import("../transport/seen-delegation.ts");
  const zones = [...new Set(servers.flatMap(({ delegations }) => [...delegations.keys()]))].sort();
  const seen = zones.map(async (zone) => [zone, await seenDelegation(zone, resolver).catch(() => undefined)] as const);
  return new Map(await Promise.all(seen));
}
