import type { Fact } from "../model/fact.ts";
import { sh } from "../shell/sh.ts";
import { parseEach, splitFields } from "./nul-separated.ts";

/** A user's own list of keys, as that user can read it: what only root could read, by a planted link, is not shown. */
export interface AuthorizedKeysFile {
  readonly uid: number;
  /** Mode and owner's uid of ~/.ssh and of the file, as `700 1000`; empty where the user cannot reach it. */
  readonly folder: string;
  readonly file: string;
  /** Of the first 256 KiB. */
  readonly lines: readonly string[];
}

/** Runs as the user, with its home as argument; it prints two lines and the content. */
const READ = String.raw`cd -- "$1" || exit
echo "$(stat --dereference --format='%a %u' .ssh)"
echo "$(stat --dereference --format='%a %u' .ssh/authorized_keys)"
[ ! -f .ssh/authorized_keys ] || head -c 262144 .ssh/authorized_keys | tr -d '\000'`;

/** The file ~/.ssh/authorized_keys of users by name, `undefined` for a user who is not there. Homes are looked up by the same script. */
export const authorizedKeysFile: Fact<string, AuthorizedKeysFile | undefined> = {
  name: "authorized-keys-file",
  script: (users) => sh`command -v setpriv >/dev/null || exit 127
for user in ${users}; do
  entry=$(getent passwd -- "$user")
  IFS=:
  set -f -- $entry
  unset IFS
  if [ $# -gt 0 ]; then
    printf '%s\n' "$3"
    setpriv --reuid="$3" --regid="$4" --clear-groups -- sh -c ${READ} sh "$6" 2>/dev/null
  fi
  printf '\0'
done`,
  parse: (output, users) => parseEach("authorized-keys-file", splitFields(output), users, parseFile),
};

function parseFile(text: string): AuthorizedKeysFile | undefined {
  if (text === "") return undefined;
  const [uid, folder = "", file = "", ...lines] = text.split("\n");
  return { uid: Number(uid), folder, file, lines };
}
