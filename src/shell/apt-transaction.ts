import { aptFunctions, aptGet } from "./apt.ts";
import { type Command, sh } from "./sh.ts";

/** One run of apt-get that installs and removes together. */
export interface AptTransaction {
  /** apt-get's words: `tmux`, `knot=3.4.*`, `knot/trixie-backports`. */
  readonly install: readonly string[];
  /** Names of installed packages; their configuration stays. */
  readonly remove: readonly string[];
  readonly recommends: boolean;
  /** May a package go back to an older version? */
  readonly downgrades: boolean;
  /** How old apt's lists may be before they are fetched again. */
  readonly listsMaxAgeMs: number;
  readonly lockTimeoutMs: number;
}

const HINT = "The host's apt sources do not offer this together: `apt-cache policy NAME` on the host shows which versions they have.";

const NAME_THEM = "Name it under `absent` where it may go, else leave out what it needs or what contradicts it.";

/**
 * Installs and removes packages in one transaction. An interrupted dpkg is repaired first. The lists are fetched first where this program did not
 * fetch them within their age, where a source is newer than that, or where the packages cannot be resolved or downloaded; everything is
 * downloaded before the first package is touched. Nothing is removed that is not named, neither with what it needs nor for what contradicts it.
 */
export function aptTransaction(transaction: AptTransaction): readonly Command[] {
  const { install, lockTimeoutMs } = transaction;
  return [
    aptFunctions(lockTimeoutMs),
    repairDpkg(lockTimeoutMs),
    defineTransaction(transaction),
    ...(install.length > 0 ? [download(transaction)] : []),
    refuseOthers(transaction),
    sh`apt_transaction`,
  ];
}

/** Finishes what an interrupted dpkg left half done; a package whose needs were not unpacked yet gets them, and nothing is removed for it. */
function repairDpkg(lockTimeoutMs: number): Command {
  return sh`if [ -n "$(ls -A /var/lib/dpkg/updates)" ] || [ -n "$(dpkg --audit)" ]; then
  apt_run dpkg --force-confold --configure -a || apt_run ${aptGet(lockTimeoutMs)} --no-remove --fix-broken install
fi`;
}

function defineTransaction({ install, remove, recommends, downgrades, lockTimeoutMs }: AptTransaction): Command {
  const options = ["-o", `APT::Install-Recommends=${String(recommends)}`, ...(downgrades ? ["--allow-downgrades"] : [])];
  const words = [...install, ...remove.map((name) => `${name}-`)];
  return sh`apt_transaction() { apt_run ${aptGet(lockTimeoutMs)} ${options} "$@" install -- ${words}; }`;
}

function download({ listsMaxAgeMs, lockTimeoutMs }: AptTransaction): Command {
  return sh`stamp=/var/lib/infra/apt-updated refreshed=
fresh() {
  [ -e "$stamp" ] && [ -n "$(find "$stamp" -mmin -${Math.ceil(listsMaxAgeMs / 60_000)})" ] &&
    [ -z "$(find /etc/apt/sources.list /etc/apt/sources.list.d -newer "$stamp" 2>/dev/null)" ]
}
refresh() {
  refreshed=1
  mkdir -p /var/lib/infra && : >"$stamp.new" && apt_run ${aptGet(lockTimeoutMs)} update && mv -f "$stamp.new" "$stamp"
}
fresh || refresh || exit
apt_transaction --download-only || { [ -z "$refreshed" ] && refresh && apt_transaction --download-only; } || {
  printf '%s\n' ${HINT}
  exit 100
}`;
}

/** apt-get(8) has `--no-remove` only for all or nothing, so it is asked what it would do. It names an architecture only where it is a foreign one. */
function refuseOthers({ remove }: AptTransaction): Command {
  const named = ` ${remove.map((name) => name.replace(/:.*/, "")).join(" ")} `;
  return sh`others=$(apt_transaction --simulate | awk -v named=${named} '$1 == "Remv" { sub(/:.*/, "", $2); if (!index(named, " " $2 " ")) printf "%s ", $2 }')
[ -z "$others" ] || { printf 'Cannot do this without removing %s\n%s\n' "$others" ${NAME_THEM}; exit 1; }`;
}
