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

/** Whose keys are asked for. */
export interface ZoneKeysQuestion {
  /** Without its last dot. */
  readonly zone: string;
  /** Knot's folder of keys. */
  readonly folder: string;
}

/** The keys of a zone in Knot's database. */
export const zoneKeys: Fact<ZoneKeysQuestion, readonly ZoneKey[]> = {
  name: "zone-keys",
  // As root, keymgr would make what is missing of the database, and Knot could not open it. That a key's file is gone, 3.2 does not tell.
  script: (questions) => sh`command -v keymgr >/dev/null || exit 127
set -- ${questions.flatMap(({ zone, folder }) => [zone, folder])}
while [ $# -gt 0 ]; do
  keys=
  if [ -e "$2"/data.mdb ] && [ -e "$2"/lock.mdb ] && cd "$2"; then keys=$(keymgr -D "$2" "$1" list -e) || exit; fi
  [ -z "$keys" ] || printf '%s\n' "$keys" | while read -r id words; do
    [ -e keys/"$id".pem ] || words="$words missing=yes"
    printf '%s %s\n' "$id" "$words"
  done
  printf '\0'
  shift 2
done`,
  parse: (output, questions) => parseEach("zone-keys", splitFields(output), questions, parseKeys),
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
