import type { Command } from "commander";
import { type RunAction, renderManual } from "./cli-command.ts";
import { lookup } from "./geo-lookup.ts";
import { map } from "./geo-map.ts";
import { simulate } from "./geo-simulate.ts";
import type { GeoFlags, GeoVerb } from "./geo-verb.ts";
import { addShowFlags, showing } from "./show.ts";

/** Defines `infra geo` with its verbs. */
export function define(command: Command, run: RunAction): void {
  command
    .description(
      "Who is served from where: the inventory's variable `geo_map` and a country database, from which the maps of name servers are made.",
    )
    .usage("<command> [options]")
    .helpCommand(false)
    .addHelpText("after", manual);
  for (const verb of [lookup, simulate, map]) addVerb(command, verb, run);
}

function addVerb<Flags extends GeoFlags>(
  command: Command,
  { name, args, summary, description, addFlags, action }: GeoVerb<Flags>,
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
    [1, "the inventory or the database holds a mistake"],
    [64, "wrong arguments: an option, an address, a service, a host"],
  ],
  examples: [
    ["infra geo lookup 203.0.113.5", "who answers this address, and why"],
    ["infra geo simulate --down us", "where the load of a host goes"],
    ["infra geo map --svg map.svg", "a map of the world by serving host"],
  ],
});
