import type { SshdSettings } from "./render-drop-in.ts";

/** Comes before all other drop-ins by its name. */
export const DROP_IN = "/etc/ssh/sshd_config.d/00-infra.conf";

/**
 * The checker's program: $1 the drop-in, $2 the ports, the others settings as `sshd -T` prints them. A setting that the main file makes before it includes the
 * drop-ins is no mistake to `sshd -t`, but ours would then be without effect; and another file's `Port` would open one more.
 * Where the drop-in is taken away, nothing of it has to be.
 */
const CHECK = String.raw`sshd -t || exit
[ -e "$1" ] || exit 0
shift
settings=$(sshd -T) || exit
ports=$(printf '%s\n' "$settings" | sed -n 's/^port //p' | sort -nu | paste -sd ' ')
[ "$ports" = "$1" ] || { echo "sshd would listen on $ports in place of $1: another file of its configuration has a Port too"; exit 1; }
shift
for setting; do
  printf '%s\n' "$settings" | grep -qixF -e "$setting" || {
    echo "\"$setting\" would not be in force: another file of sshd's configuration sets it first"
    exit 1
  }
done`;

/** A checker's words: sshd accepts all of its configuration, and what is declared is what it will do. */
export function checkInForce({ ports, flags }: Pick<SshdSettings, "ports" | "flags">): readonly string[] {
  const sorted = [...new Set(ports)].sort((a, b) => a - b).join(" ");
  const settings = Object.entries(flags).map(
    ([keyword, value]) => `${keyword} ${value === "prohibit-password" ? "without-password" : value}`,
  );
  return ["sh", "-c", CHECK, "sh", DROP_IN, sorted, ...settings];
}
