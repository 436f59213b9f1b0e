import { resolve } from "node:path";
import type { Command } from "commander";
import { plan } from "../run/plan.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { statusOfRun } from "./exit-status.ts";
import { interrupts } from "./interrupts.ts";
import { listPlaybookHosts } from "./list-hosts.ts";
import { addRunFlags, planOptions, type RunFlags } from "./run-flags.ts";
import { showing } from "./show.ts";
import { writePlan } from "./write-plan.ts";

/** Options of `infra plan`, as commander hands them over. */
interface PlanFlags extends RunFlags {
  readonly out?: string;
}

/** Defines `infra plan`. */
export function define(command: Command, run: RunAction): void {
  addRunFlags(command.option("--out <file>", "save the plan: `infra apply FILE.json` does what it says and nothing else"))
    .argument("<playbook>", "name of a playbook in playbooks/, or path of its file")
    .description(
      "Show what `apply` would change, with the exact diff. Types, variables and names are checked before the first connection; " +
        "then each host is asked once, whatever the number of resources. Nothing on a host is touched and no lock is taken. " +
        "What no playbook of the folder declares any more is listed, too; only with --prune it counts as a change.",
    )
    .addHelpText("after", manual)
    .action(async (playbook: string) => {
      await run((surroundings) => {
        const flags = command.opts<PlanFlags>();
        return showing(flags, surroundings, async (reporter) => {
          const options = await planOptions(flags, surroundings);
          if (flags.listHosts) return await listPlaybookHosts(playbook, { options, flags, surroundings });
          const { stop, cut, end } = interrupts(surroundings, reporter.report);
          const result = await plan(playbook, { ...options, stop, cut, report: reporter.report }).finally(end);
          if (flags.out !== undefined) writePlan(resolve(surroundings.folder, flags.out), { playbook, options, result });
          return statusOfRun("plan", result.hosts);
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
    ["infra plan all --out plan.json", "to be looked at, and applied as it is by `infra apply plan.json`"],
    ["infra plan all --json | tail -1 | jq .hosts", "counts for a script"],
  ],
});
