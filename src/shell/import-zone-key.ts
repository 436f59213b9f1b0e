import { runAs } from "./run-as.ts";
import { type Command, sh } from "./sh.ts";

/** A private key that Knot is to have. */
export interface ZoneKeyImport {
  /** Knot's folder of keys. */
  readonly folder: string;
  /** Without its last dot. */
  readonly zone: string;
  /** Number of the algorithm. */
  readonly algorithm: number;
  readonly use: "ksk" | "zsk";
  /** The file with the key in PEM, readable by root. */
  readonly source: Command;
}

/** keymgr(8), which is not in the account's path, reads a file that is its own account's alone, in memory. */
const IMPORT = `umask 077
file=$(mktemp -p /dev/shm) || exit
trap 'rm -f -- "$file"' EXIT
cat >"$file" && cd "$1" && /usr/sbin/keymgr -D "$1" "$2" import-pem "$file" "algorithm=$3" "ksk=$4" "zsk=$5" >/dev/null`;

/** keymgr(8) complains of a key whose file is gone, and deletes it all the same. */
const DELETE = `folder=$1 zone=$2
shift 2
cd "$folder" || exit
for id; do
  /usr/sbin/keymgr -D "$folder" "$zone" delete "$id" >/dev/null && continue
  keys=$(/usr/sbin/keymgr -D "$folder" "$zone" list -e) || exit
  case $keys in *"$id"*) exit 1 ;; esac
done`;

/** Brings a key into Knot's database, from now on active, over what is known of it there; as Knot's own account, which must be able to write there. */
export function importZoneKey({ folder, zone, algorithm, use, source }: ZoneKeyImport): Command {
  const roles = use === "ksk" ? ["yes", "no"] : ["no", "yes"];
  const words = ["sh", "-c", IMPORT, "sh", folder, zone, String(algorithm), ...roles];
  return sh`mkdir -p -m 0770 -- ${folder} && chown knot:knot -- ${folder} && ${runAs(words, KNOT)} <${source}`;
}

/** Takes keys out of Knot's database, and their files with them. */
export function deleteZoneKeys(folder: string, { zone, ids }: { readonly zone: string; readonly ids: readonly string[] }): Command {
  return runAs(["sh", "-c", DELETE, "sh", folder, zone, ...ids], KNOT);
}

const KNOT = { user: "knot", cwd: "/", environment: {} };
