import { readGeoModel } from "../geo/read-geo-model.ts";
import { hintOfWords } from "../model/did-you-mean.ts";
import { Failure } from "../model/failure.ts";
import { type GeoFleetOptions, onGeoFleet } from "./geo-fleet.ts";
import { initiator } from "./initiator.ts";

/** Whether a host is taken out of the map or put back. */
export type DrainWord = "drain" | "undrain";

/**
 * Takes a host out of the map on all name servers, or puts it back; kept over their reboots. Resolves to the names of the name servers. Throws where one
 * is not reached, or refuses.
 */
export async function geoDrain(word: DrainWord, host: string, options: GeoFleetOptions): Promise<readonly string[]> {
  return await onGeoFleet(options, async ({ inventory, hosts, on }) => {
    const [first] = hosts;
    const known = (first && readGeoModel({ host: first, inventory }))?.hosts.map(({ name }) => name) ?? [];
    if (!known.includes(host)) {
      const message = `Cannot ${word} "${host}": no region of geo_map has such a host`;
      throw new Failure("USAGE", "host", message, { hint: hintOfWords(host, known) });
    }
    const { user, machine } = initiator(options.folder ?? "");
    const by = `${user}@${machine}`.replaceAll(/\s/g, "-");
    return await on(async (servers) => {
      await servers.tell(word === "drain" ? [word, host, by] : [word, host]);
      return servers.names;
    });
  });
}
