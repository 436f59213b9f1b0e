import type { Command } from "commander";
import { plan } from "../run/plan.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { statusOfRun } from "./exit-status.ts";
import { interrupts } from "./interrupts.ts";
import { listPlaybookHosts } from "./list-hosts.ts";
import { addRunFlags, planOptions, type RunFlags } from "./run-flags.ts";
import { showing } from "./show.ts";

/** Defines `infra plan`. */
export function define(command: Command, run: RunAction): void {
  addRunFlags(command)
    .argument("<playbook>", "name of a playbook in playbooks/, or path of its file")
    .description(
      "Show what `apply` would change, with the exact diff. Types, variables and names are checked before the first connection; " +
        "then each host is asked once, whatever the number of resources. Nothing on a host is touched and no lock is taken.",
    )
    .addHelpText("after", manual)
    .action(async (playbook: string) => {
      await run((surroundings) => {
        const flags = command.opts<RunFlags>();
        return showing(flags, surroundings, async (reporter) => {
          const options = await planOptions(flags, surroundings);
          if (flags.listHosts) return await listPlaybookHosts(playbook, { options, flags, surroundings });
          const { stop, cut, end } = interrupts(surroundings, reporter.report);
          const { hosts } = await plan(playbook, { ...options, stop, cut, report: reporter.report }).finally(end);
          return statusOfRun("plan", hosts);
        });
      });
    });
}

const manual = renderManual({
  statuses: [
    [0, "nothing would change"],
    [2, "something would change"],
    [1, "a mistake in the configuration, or a host failed"],
    [64, "wrong arguments: an option, a pattern, a tag, an unknown playbook"],
  ],
  examples: [
    ["infra plan all", "every host"],
    ["infra plan all --limit us --tags users", "one role on one host"],
    ["infra plan playbooks/web.ts -i staging/", "another fleet"],
    ["infra plan all --json | tail -1 | jq .hosts", "counts for a script"],
  ],
});
