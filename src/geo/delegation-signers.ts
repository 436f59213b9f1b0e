import type { z } from "zod";
import { dsData } from "../formats/dnssec-key.ts";
import { dnssecKeyList, type DnssecKeys } from "../formats/dnssec-keys.ts";

/** The data of the DS records by which the zone above vouches for a zone with these keys; `[]` for one that is not signed. */
export function delegationSigners(zone: string, keys: z.output<typeof DnssecKeys> | undefined): readonly string[] {
  if (keys === undefined) return [];
  return dnssecKeyList(keys)
    .filter(({ use }) => use === "ksk")
    .map((key) => dsData(zone, key));
}
