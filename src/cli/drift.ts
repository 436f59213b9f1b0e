import type { Command } from "commander";
import { drift } from "../run/drift.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { addConnectingFlags, type ConnectingFlags, connectingOptions } from "./connecting-flags.ts";
import { OK, statusOfRun } from "./exit-status.ts";
import { interrupts } from "./interrupts.ts";
import { printHosts } from "./list-hosts.ts";
import { showing } from "./show.ts";

/** Options of `infra drift`, as commander hands them over. */
interface DriftFlags extends ConnectingFlags {
  readonly check: boolean;
}

/** Defines `infra drift`. */
export function define(command: Command, run: RunAction): void {
  command
    .argument("[playbook...]", "names of playbooks in playbooks/, or paths of their files; without one: all of the folder")
    .description(
      "Plan all playbooks together, one connection a host, and tell what was changed on the hosts by somebody else from what was changed in " +
        "the playbooks and not applied yet, and from what no playbook declares any more. Nothing on a host is touched.",
    )
    .option("--no-check", "leave out the type check");
  addConnectingFlags(command)
    .addHelpText("after", manual)
    .action(async (playbooks: readonly string[]) => {
      await run((surroundings) => {
        const flags = command.opts<DriftFlags>();
        return showing(flags, surroundings, async ({ report }) => {
          const options = { ...(await connectingOptions(flags, surroundings)), types: flags.check };
          if (flags.listHosts) {
            const { prepareAll } = await import("../run/prepare-all.ts");
            printHosts((await prepareAll(playbooks, options)).hosts, flags, surroundings);
            return OK;
          }
          const { stop, cut, end } = interrupts(surroundings, report);
          const { hosts } = await drift(playbooks, { ...options, verbose: flags.verbose > 0, stop, cut, report }).finally(end);
          return statusOfRun("drift", hosts);
        });
      });
    });
}

const manual = renderManual({
  statuses: [
    [0, "the hosts are as the playbooks declare them, and hold nothing else of theirs"],
    [2, "something differs, or is no longer declared"],
    [1, "a mistake in the configuration, or a host failed"],
    [64, "wrong arguments: an option, a pattern, an unknown playbook"],
  ],
  examples: [
    ["infra drift", "every playbook, every host; from cron: exit status 2 says that there is something to look at"],
    ["infra drift all --limit us", "one playbook on one host"],
    ["infra drift --json | tail -1 | jq '.hosts[] | {drifted, undeclared}'", "counts for a script"],
  ],
});
