import type { Fact } from "../model/fact.ts";
import { sh } from "../shell/sh.ts";
import { parseEach, splitFields } from "./nul-separated.ts";

/** Where a GeoDNS name server keeps its map: versions of it, and `live`, which leads to the one that is served. */
export const MAP_FOLDER = "/var/lib/geosteer/geo";

/** The program of role geo-map, which does on the host all that is done with a map. */
export const MAP_PROGRAM = "/usr/local/lib/geosteer/geo";

/** Which version of the map a name server serves. */
export interface MapVersion {
  /** Its digest; `undefined` before the first one. */
  readonly live: string | undefined;
  /** The host will go back to the version before. */
  readonly isUnconfirmed: boolean;
  /** The host's clock. */
  readonly nowMs: number;
}

/** The version of the map in a folder. */
export const mapVersion: Fact<string, MapVersion> = {
  name: "map-version",
  script: (folders) => sh`for folder in ${folders}; do
  date +%s
  readlink "$folder"/live || echo none
  [ ! -e "$folder"/unconfirmed ] || echo unconfirmed
  printf '\0'
done`,
  parse: (output, folders) => parseEach("map-version", splitFields(output), folders, parseVersion),
};

function parseVersion(text: string): MapVersion {
  const [seconds, live = "", unconfirmed] = text.trimEnd().split("\n");
  const digest = live === "none" ? undefined : live.slice(live.lastIndexOf("/") + 1);
  return { live: digest, isUnconfirmed: unconfirmed !== undefined, nowMs: Number(seconds) * 1000 };
}
