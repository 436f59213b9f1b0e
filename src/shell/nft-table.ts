import { type Command, sh } from "./sh.ts";
import { REFUSED_STATUS } from "./stage-file.ts";

/** The nftables table that is this program's own; no other is ever touched. */
export const FIREWALL_TABLE = "inet infra";

/** The rules as they are loaded at each start. */
export const FIREWALL_FILE = "/etc/infra/firewall.nft";

/** The rules as nft(8) listed them right after they were loaded: by it a change of somebody else's is told. */
export const FIREWALL_LISTING = "/var/lib/infra/firewall.listing";

const TABLE = FIREWALL_TABLE.split(" ");
const DELETE = `table ${FIREWALL_TABLE}\ndelete table ${FIREWALL_TABLE}\n`;

/** Loads the rules in one transaction, all or none, once nft has accepted them; else ends with 65. */
export function loadTable(source: Command): Command {
  return sh`nft --check --file - <${source} || { echo 'Cannot load the firewall: nft refuses the rules' >&2; exit ${REFUSED_STATUS}; }
nft --file - <${source} || exit
nft --stateless list table ${TABLE} >${FIREWALL_LISTING}.new && mv -f ${FIREWALL_LISTING}.new ${FIREWALL_LISTING}`;
}

/** Takes the table away, if there is one: none is where nft is not installed. */
export const deleteTable: Command = sh`! command -v nft >/dev/null || printf %s ${DELETE} | nft --file -`;

/**
 * Saves the rules that are in force into the folder `$undo`, and the file that they came from, for an nft that cannot read its own listing. To be
 * followed by `keepFiles`, whose mark says that all of it is whole. Where nft is not installed there are none.
 */
export const keepTable: Command = sh`if command -v nft >/dev/null; then
  tables=$(nft list tables) || exit
  if printf '%s\n' "$tables" | grep -qxF ${`table ${FIREWALL_TABLE}`}; then
    nft list table ${TABLE} >"$undo"/table || exit
    [ ! -e ${FIREWALL_FILE} ] || cat ${FIREWALL_FILE} >"$undo"/rules || exit
  fi
fi`;

/** Puts back the rules that `keepTable` saved, in one transaction; where there were none, there is no table again. */
export const putBackTable: Command = sh`[ ! -e "$undo"/kept ] || if [ -e "$undo"/table ]; then
  { printf %s ${DELETE}; cat "$undo"/table; } | nft --file - || nft --file - <"$undo"/rules
else
  ${deleteTable}
fi`;
