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
  /** Its orders and database are still what its digest says. */
  readonly isIntact: boolean;
  /** The host will go back to the version before. */
  readonly isUnconfirmed: boolean;
  /** The version that it went back from, because nobody confirmed it, and when (seconds since 1970): until one is confirmed. */
  readonly takenBack?: { readonly digest: string; readonly at: number };
  /** The host's clock. */
  readonly nowMs: number;
}

/** The version of the map in a folder. */
export const mapVersion: Fact<string, MapVersion> = {
  name: "map-version",
  script: (folders) => sh`for folder in ${folders}; do
  date +%s
  readlink "$folder"/live || echo none
  if [ -e "$folder"/unconfirmed ]; then echo unconfirmed; else echo confirmed; fi
  database=$(sha256sum "$folder"/live/country.mmdb | cut -c 1-64)
  printf '\n%s' "$database" | cat "$folder"/live/orders - | sha256sum | cut -c 1-64
  [ ! -e "$folder"/taken-back ] || cat "$folder"/taken-back
  printf '\0'
done`,
  parse: (output, folders) => parseEach("map-version", splitFields(output), folders, parseVersion),
};

function parseVersion(text: string): MapVersion {
  const [seconds, link = "", confirmed, digest, takenBack] = text.trimEnd().split("\n");
  const [gone = "", at] = takenBack?.split(" ") ?? [];
  const live = link === "none" ? undefined : link.slice(link.lastIndexOf("/") + 1);
  return {
    live,
    isIntact: digest === live,
    isUnconfirmed: confirmed === "unconfirmed",
    ...(gone !== "" && { takenBack: { digest: gone, at: Number(at) } }),
    nowMs: Number(seconds) * 1000,
  };
}
