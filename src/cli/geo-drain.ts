import { OK } from "./exit-status.ts";
import { addGeoFleetFlags, type GeoFleetFlags, withGeoFleet } from "./geo-fleet-flags.ts";
import type { Verb } from "./verb.ts";

/** `infra geo drain` */
export const drain = verb(
  "drain",
  "take a host out of the answers, until it is put back",
  "Take a host out of the map on all name servers, at once and without the controller from then on; it is kept over their reboots, whatever their checks say.",
);

/** `infra geo undrain` */
export const undrain = verb(
  "undrain",
  "put a host back that was drained",
  "Put a host back into the map on all name servers; it is in the answers as soon as their checks say that it is well. What `geo_map.drained` says stays.",
);

function verb(name: "drain" | "undrain", summary: string, description: string): Verb<GeoFleetFlags> {
  return {
    name,
    args: "<host>",
    summary,
    description,
    addFlags: addGeoFleetFlags,
    async action([host = ""], call) {
      const { geoDrain } = await import("../run/geo-drain.ts");
      const servers = await withGeoFleet(call, (options) => geoDrain(name, host, options));
      const words = `${host} is ${name === "drain" ? "taken out of" : "back in"} the map on ${servers.join(", ")}`;
      call.surroundings.stdout.write(call.flags.json ? `${JSON.stringify({ type: name, host, servers })}\n` : `${words}\n`);
      return OK;
    },
  };
}
