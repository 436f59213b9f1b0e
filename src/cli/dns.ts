import type { Command } from "commander";
import { type RunAction, renderManual } from "./cli-command.ts";
import { ds } from "./dns-ds.ts";
import { importFile } from "./dns-import.ts";
import { addVerb } from "./verb.ts";

/** Defines `infra dns` with its verbs. */
export function define(command: Command, run: RunAction): void {
  command
    .description("Zones of the inventory's variable `dns_zones`, which the role dns-zones brings to the name servers.")
    .usage("<command> [options]")
    .helpCommand(false)
    .addHelpText("after", manual);
  addVerb(command, importFile, run);
  addVerb(command, ds, run);
}

const manual = renderManual({
  statuses: [
    [0, "done"],
    [
      1,
      "`import`: the zone cannot be read or transferred, or holds records that `dns_zones` cannot: all others are printed; `ds`: a zone is not signed, or the inventory holds a mistake",
    ],
    [64, "wrong arguments: an option, a zone, a file that is not there"],
  ],
  examples: [
    ["infra dns import db.example.org > inventory/group_vars/all/zones.yml", "a zone file of BIND or another name server"],
    ["dig @192.0.2.1 example.org AXFR | infra dns import -", "what a transfer printed"],
    ["infra dns import --zone example.org --from 192.0.2.1", "the same, by kdig or dig of this machine"],
    ["infra dns ds", "what the registrars of the signed zones are to be given"],
  ],
});
