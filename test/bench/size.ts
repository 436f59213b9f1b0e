import type { BenchFleet } from "./bench-fleet.ts";
import type { Lineup } from "./lineup.ts";
import { applyOnce, ours } from "./ours.ts";

const COUNTS = [1, 50, 500];

/** 1, 50 and 500 unchanged resources on one host: neither the exchanges nor, by much, the seconds may grow with them. */
export async function size(fleet: BenchFleet): Promise<Lineup> {
  const limit = fleet.hosts[0]?.name ?? "";
  await applyOnce({ fleet, limit, resources: Math.max(...COUNTS) });
  return { contenders: COUNTS.map((resources) => ours(String(resources), { fleet, limit, resources })), skipped: [] };
}
