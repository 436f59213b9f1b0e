import type { Command } from "commander";
import { type RunAction, renderManual } from "./cli-command.ts";
import { importFile } from "./dns-import.ts";
import type { DnsVerb } from "./dns-verb.ts";
import { addShowFlags, type ShowFlags, showing } from "./show.ts";

/** Defines `infra dns` with its verbs. */
export function define(command: Command, run: RunAction): void {
  command
    .description("Zones of the inventory's variable `dns_zones`, which the role dns-zones brings to the name servers.")
    .usage("<command> [options]")
    .helpCommand(false)
    .addHelpText("after", manual);
  addVerb(command, importFile, run);
}

function addVerb<Flags extends ShowFlags>(
  command: Command,
  { name, args, summary, description, addFlags, action }: DnsVerb<Flags>,
  run: RunAction,
): void {
  const verb = command
    .command(args === "" ? name : `${name} ${args}`)
    .summary(summary)
    .description(description);
  addShowFlags(addFlags(verb));
  verb.action(async () => {
    const flags = verb.opts<Flags>();
    await run((surroundings) => showing(flags, surroundings, (reporter) => action(verb.args, { flags, surroundings, reporter })));
  });
}

const manual = renderManual({
  statuses: [
    [0, "done"],
    [1, "the zone cannot be read or transferred, or holds records that `dns_zones` cannot: all others are printed"],
    [64, "wrong arguments: an option, a file that is not there"],
  ],
  examples: [
    ["infra dns import db.example.org > inventory/group_vars/all/zones.yml", "a zone file of BIND or another name server"],
    ["dig @192.0.2.1 example.org AXFR | infra dns import -", "what a transfer printed"],
    ["infra dns import --zone example.org --from 192.0.2.1", "the same, by kdig or dig of this machine"],
  ],
});
