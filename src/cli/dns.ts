import type { Command } from "commander";
import { type RunAction, renderManual } from "./cli-command.ts";
import { ds } from "./dns-ds.ts";
import { addVerb } from "./verb.ts";

/** Defines `infra dns` with its verbs. */
export function define(command: Command, run: RunAction): void {
  command
    .description("The zones of the inventory's variable `dns_zones`.")
    .usage("<command> [options]")
    .helpCommand(false)
    .addHelpText("after", manual);
  addVerb(command, ds, run);
}

const manual = renderManual({
  statuses: [
    [0, "done"],
    [1, "the inventory holds a mistake, or a zone is not signed"],
    [64, "wrong arguments: an option, a zone"],
  ],
  examples: [["infra dns ds", "what the registrars of the signed zones are to be given"]],
});
