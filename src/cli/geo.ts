import type { Command } from "commander";
import { type RunAction, renderManual } from "./cli-command.ts";
import { check } from "./geo-check.ts";
import { drain, undrain } from "./geo-drain.ts";
import { lookup } from "./geo-lookup.ts";
import { map } from "./geo-map.ts";
import { push } from "./geo-push.ts";
import { simulate } from "./geo-simulate.ts";
import { status } from "./geo-status.ts";
import { addVerb } from "./verb.ts";

/** Defines `infra geo` with its verbs. */
export function define(command: Command, run: RunAction): void {
  command
    .description(
      "Who is served from where: the inventory's variable `geo_map` and a country database, from which the maps of name servers are made.",
    )
    .usage("<command> [options]")
    .helpCommand(false)
    .addHelpText("after", manual);
  for (const verb of [lookup, simulate]) addVerb(command, verb, run);
  addVerb(command, map, run);
  for (const verb of [status, check, drain, undrain]) addVerb(command, verb, run);
  addVerb(command, push, run);
}

const manual = renderManual({
  statuses: [
    [0, "done"],
    [1, "the inventory or the database holds a mistake, a name server failed or is not reached, or `check` found a difference"],
    [64, "wrong arguments: an option, an address, a service, a host"],
  ],
  examples: [
    ["infra geo lookup 203.0.113.5", "who answers this address, and why"],
    ["infra geo simulate --down us", "where the load of a host goes"],
    ["infra geo map --svg map.svg", "a map of the world by serving host"],
    ["infra geo status", "who serves whom on each name server, and why"],
    ["infra geo drain us", "take a host out of the answers; `infra geo undrain us` puts it back"],
    ["infra geo push --without in", "bring the map to all name servers but one that is down for long"],
    ["infra geo check", "do all name servers serve the same?"],
  ],
});
