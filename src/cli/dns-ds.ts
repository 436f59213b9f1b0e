import { addReadingFlags, type FleetFlags, fleetOptions } from "./fleet-flags.ts";
import { OK } from "./exit-status.ts";
import type { ShowFlags } from "./show.ts";
import type { Verb } from "./verb.ts";

/** `infra dns ds` */
export const ds: Verb<ShowFlags & FleetFlags> = {
  name: "ds",
  args: "[zone...]",
  summary: "print the DS records that a registrar is given",
  description:
    "Print the DS records (SHA-256) of the keys that sign zones, read from the inventory: what the zone above must hold, so that resolvers believe the signatures. " +
    "Give them to the registrar once every name server signs; take them back, and wait for their TTL, before a zone is no longer signed.",
  addFlags: addReadingFlags,
  async action(zones, { flags, surroundings, reporter }) {
    const { signedZones } = await import("../run/signed-zones.ts");
    const options = await fleetOptions(flags, surroundings);
    const found = await signedZones({ ...options, zones, report: reporter.report });
    const lines = flags.json
      ? found.map((one) => JSON.stringify({ type: "ds", ...one }))
      : found.flatMap(({ zone, ds }) => ds.map((data) => `${zone}. IN DS ${data}`));
    surroundings.stdout.write(lines.map((line) => `${line}\n`).join(""));
    return OK;
  },
};
