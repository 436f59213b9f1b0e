import type { Command } from "commander";
import { type CheckResult, check } from "../run/check.ts";
import { checkRepository } from "../run/check-repository.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { OK } from "./exit-status.ts";
import { addFleetFlags, type FleetFlags, fleetOptions } from "./fleet-flags.ts";
import { addTagFlags } from "./run-flags.ts";
import { addShowFlags, type ShowFlags, showing } from "./show.ts";

/** Options of `infra check`, as commander hands them over. */
interface CheckFlags extends FleetFlags, ShowFlags {
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
}

/** Defines `infra check`. */
export function define(command: Command, run: RunAction): void {
  command
    .argument("[playbook]", "name of a playbook in playbooks/, or path of its file; without one: all playbooks and roles of the repository")
    .description(
      "Check types, variables, names and patterns, and connect to nobody. All mistakes are shown, each with file, line and column. " +
        "`plan` and `apply` do it too.",
    );
  addTagFlags(addFleetFlags(command));
  addShowFlags(command)
    .addHelpText("after", manual)
    .action(async (playbook: string | undefined) => {
      await run((surroundings) => {
        const flags = command.opts<CheckFlags>();
        return showing(flags, surroundings, async ({ report }) => {
          const options = { ...(await fleetOptions(flags, surroundings)), tags: flags.tags, skipTags: flags.skipTags, report };
          const results = playbook === undefined ? await checkRepository(options) : [await check(playbook, options)];
          surroundings.stdout.write(results.map((result) => render(result, flags)).join(""));
          return OK;
        });
      });
    });
}

function render({ playbook, resources }: CheckResult, { json, listHosts }: CheckFlags): string {
  if (json) return `${JSON.stringify({ type: "checked", playbook, resources })}\n`;
  const hosts = Object.entries(resources).map(([host, count]) => (listHosts ? host : `${host} ${count}`));
  return listHosts ? hosts.map((host) => `${host}\n`).join("") : `${playbook}: no mistake; resources: ${hosts.join(", ")}\n`;
}

const manual = renderManual({
  statuses: [
    [0, "no mistake"],
    [1, "mistakes in a playbook, a role or the inventory"],
    [64, "wrong arguments: an option, a pattern, a tag, an unknown playbook"],
  ],
  examples: [
    ["infra check", "everything, before a commit"],
    ["infra check all -i staging/", "one playbook with another fleet"],
  ],
});
