import type { KeyUse } from "../formats/dnssec-key.ts";
import type { Fact } from "../model/fact.ts";
import { sh } from "../shell/sh.ts";
import { parseEach, splitFields } from "./nul-separated.ts";

/** Where Knot keeps the keys by which it signs: a database, and a file each. */
export const KEYS_FOLDER = "/var/lib/knot/keys";

/** A DNSSEC key that Knot has for a zone. */
export interface ZoneKey {
  /** Knot's name for it, hexadecimal. */
  readonly id: string;
  readonly use: KeyUse | "both";
  /** Knot signs with it: its private half is there, and it was made active and is to be neither retired nor removed. */
  readonly isActive: boolean;
}

/** The keys of a zone (its name without the last dot) in Knot's database. */
export const zoneKeys: Fact<string, readonly ZoneKey[]> = {
  name: "zone-keys",
  // As root, keymgr would make what is missing of the database, and Knot could not open it. That a key's file is gone, 3.2 does not tell.
  script: (zones) => sh`command -v keymgr >/dev/null || exit 127
cd ${KEYS_FOLDER} 2>/dev/null || cd /
for zone in ${zones}; do
  if [ -e data.mdb ] && [ -e lock.mdb ]; then
    keys=$(keymgr -D ${KEYS_FOLDER} "$zone" list -e) || exit
    printf '%s\n' "$keys" | while read -r id words; do
      [ -e keys/"$id".pem ] || words="$words missing=yes"
      printf '%s %s\n' "$id" "$words"
    done
  fi
  printf '\0'
done`,
  parse: (output, zones) => parseEach("zone-keys", splitFields(output), zones, parseKeys),
};

function parseKeys(text: string): readonly ZoneKey[] {
  return text
    .split("\n")
    .filter((line) => line.includes("="))
    .map((line) => {
      const [id = "", ...words] = line.split(/\s+/);
      const fields: ReadonlyMap<string, string> = new Map(
        words.map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]),
      );
      const isSet = (field: string): boolean => !["0", undefined].includes(fields.get(field));
      const isWhole = fields.get("public-only") === "no" && fields.get("missing") !== "yes";
      return { id, use: useOf(fields), isActive: isWhole && isSet("active") && !isSet("retire") && !isSet("remove") };
    });
}

function useOf(fields: ReadonlyMap<string, string>): ZoneKey["use"] {
  if (fields.get("ksk") !== "yes") return "zsk";
  return fields.get("zsk") === "yes" ? "both" : "ksk";
}
