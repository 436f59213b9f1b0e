import type { Fact } from "../model/fact.ts";
import { FIREWALL_LISTING, FIREWALL_TABLE } from "../shell/nft-table.ts";
import { sh } from "../shell/sh.ts";
import { splitFields } from "./nul-separated.ts";

/** Whether the rules in force are those that this program loaded. */
export type FirewallState =
  /** There is no table of ours. */
  | { readonly type: "none" }
  | { readonly type: "as-loaded" }
  /** Somebody changed them: nft(8)'s listing now, and as it was after they were loaded (empty: this program did not load them). */
  | { readonly type: "changed"; readonly live: string; readonly loaded: string };

/** The rules in force, without their counters, held against the listing that was kept when they were loaded. The one argument is "". */
export const firewallState: Fact<string, FirewallState> = {
  name: "firewall-state",
  script: () => sh`command -v nft >/dev/null || exit 127
newline='
'
tables=$(nft list tables) || exit
case $newline$tables$newline in
  *"$newline"${`table ${FIREWALL_TABLE}`}"$newline"*) ;;
  *) printf 'none\0'; exit ;;
esac
live=$(nft --stateless list table ${FIREWALL_TABLE.split(" ")}) || exit
loaded=
[ ! -e ${FIREWALL_LISTING} ] || loaded=$(cat ${FIREWALL_LISTING}) || exit
[ "$live" != "$loaded" ] || { printf 'as-loaded\0'; exit; }
printf '%s\0' changed "$live" "$loaded"`,
  parse(output, args) {
    const [type, live = "", loaded = ""] = splitFields(output);
    const state: FirewallState = type === "none" || type === "as-loaded" ? { type } : { type: "changed", live, loaded };
    return args.map(() => state);
  },
};
