import { type Comparison, compareDelegations, compareServers, compareSigners } from "../geo/compare-servers.ts";
import type { Failure } from "../model/failure.ts";
import type { GeoFleetOptions } from "./geo-fleet.ts";
import { geoStates } from "./geo-state.ts";

/** What was compared, and the name servers that could not be asked. */
export interface GeoCheck {
  readonly comparisons: readonly Comparison[];
  readonly missing: readonly Failure[];
}

/** Compares what all name servers serve, and with a resolver what it sees of their zones. */
export async function geoCheck(options: GeoFleetOptions, { resolver }: { readonly resolver: string | undefined }): Promise<GeoCheck> {
  const { servers, missing } = await geoStates(options, { verify: true });
  if (resolver === undefined) return { comparisons: compareServers(servers), missing };
  const [{ seenDelegation }, { seenSigners }] = await Promise.all([
    import("../transport/seen-delegation.ts"),
    import("../transport/seen-signers.ts"),
  ]);
  const zones = [...new Set(servers.flatMap(({ delegations }) => [...delegations.keys()]))].sort();
  const [delegations, signers] = await Promise.all([
    askedOf(zones, (zone) => seenDelegation(zone, resolver)),
    askedOf(zones, (zone) => seenSigners(zone, resolver)),
  ]);
  return {
    comparisons: [...compareServers(servers), ...compareDelegations(servers, delegations), ...compareSigners(servers, signers)],
    missing,
  };
}

async function askedOf(
  zones: readonly string[],
  ask: (zone: string) => Promise<readonly string[]>,
): Promise<ReadonlyMap<string, readonly string[] | undefined>> {
  return new Map(await Promise.all(zones.map(async (zone) => [zone, await ask(zone).catch(() => undefined)] as const)));
}
