/**
 * The program of a checker: $1 a unit's name, $2 a drop-in's file name or nothing, $3 the new content. It is laid under its real name into a
 * folder that is searched before all others, so that systemd loads it as it will, drop-ins and specifiers among them.
 * What a later step of the same run may bring is no mistake: a missing program (its command gets the prefix `-`, which is not looked up), a
 * missing unit that is required (only wanted in the copy), a unit that a drop-in belongs to. A wrong setting that systemd ignores is none either.
 */
const VERIFY = String.raw`command -v systemd-analyze >/dev/null || exit 0
[ -z "$2" ] || systemctl cat -- "$1" >/dev/null 2>&1 || exit 0
units=$(mktemp -d) || exit
trap 'rm -rf "$units"' EXIT
mkdir "$units/$1.d" || exit
sed -E \
  -e 's/^([[:space:]]*Exec(Condition|Start|StartPre|StartPost|Reload|Stop|StopPost)[[:space:]]*=[[:space:]]*)([@:+!]*[^-@:+!\\[:space:]])/\1-\3/' \
  -e 's/^[[:space:]]*(Requires|Requisite|BindsTo)[[:space:]]*=/Wants=/' \
  <"$3" >"$units/$1$2" || exit
cd "$units" && SYSTEMD_UNIT_PATH=$units: systemd-analyze verify --man=no -- "$1"`;

/** A checker's words for a unit file or one of its drop-ins, by `systemd-analyze verify` where that is installed; `%s` stands for the new file. */
export function verifyUnit(unit: string, dropIn: string | undefined): readonly string[] {
  return ["sh", "-c", VERIFY, "sh", unit, dropIn === undefined ? "" : `.d/${dropIn}.conf`, "%s"];
}
