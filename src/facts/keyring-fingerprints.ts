import { openPgpFingerprints } from "../formats/openpgp.ts";
import type { Fact } from "../model/fact.ts";
import { sh } from "../shell/sh.ts";
import { keyPath } from "./apt-repository-files.ts";
import { parseEach, splitFields } from "./nul-separated.ts";

/** Bytes of a key file that are looked at: one that is longer is none of ours. */
const LIMIT = 1024 * 1024;

/** Asks which primary keys apt repositories' binary key files hold, by the repositories' names; none where there is no file, or one that is no key. */
export const keyringFingerprints: Fact<string, readonly string[]> = {
  name: "keyring-fingerprints",
  script: (names) => sh`for file in ${names.map((name) => keyPath(name, "gpg"))}; do
  [ ! -f "$file" ] || head -c ${LIMIT} "$file" | base64 -w 0
  printf '\0'
done`,
  parse: (output, names) => parseEach("keyring-fingerprints", splitFields(output), names, fingerprintsIn),
};

function fingerprintsIn(base64: string): readonly string[] {
  try {
    return openPgpFingerprints(Buffer.from(base64, "base64"));
  } catch {
    return [];
  }
}
