import type { Command } from "commander";
import { addApplyFlags, type ApplyFlags } from "./apply-flags.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { runApply } from "./run-apply.ts";
import { addRunFlags } from "./run-flags.ts";
import { showing } from "./show.ts";

/** Defines `infra apply`. */
export function define(command: Command, run: RunAction): void {
  command
    .argument("<playbook or plan.json>", "name of a playbook in playbooks/, path of its file, or a plan saved by `infra plan --out`")
    .description(
      "Bring hosts to the state that a playbook declares, then look again to prove it. On a terminal the plan is shown and you are asked " +
        "once for all hosts; without a terminal (cron, CI) it applies. A host that fails does not stop the others.",
    );
  addRunFlags(addApplyFlags(command))
    .addHelpText("after", manual)
    .action(async (playbook: string) => {
      await run((surroundings) => {
        const flags = command.opts<ApplyFlags>();
        return showing(flags, surroundings, (reporter) => runApply(playbook, { flags, surroundings, reporter }));
      });
    });
}

const manual = renderManual({
  statuses: [
    [0, "every host is in its declared state"],
    [1, "a mistake in the configuration, a host failed, was interrupted or left out, or you said no"],
    [64, "wrong arguments: an option, a pattern, a tag, an unknown playbook"],
  ],
  examples: [
    ["infra apply all", "show the plan, ask, apply"],
    ["infra apply all --yes --wait-lock 60", "from a script, after whoever is at it"],
    ["infra apply all --limit 'all:!in'", "all hosts but one"],
    ["infra apply all --tags users -bK -u admin", "log in as admin, ask for sudo's password"],
    ["infra apply all --prune", "remove what no playbook declares any more, too"],
    ["infra apply plan.json", "what was shown and saved, and nothing else"],
  ],
});
