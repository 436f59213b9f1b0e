import type { Command } from "commander";
import type { Reporter } from "../report/reporter.ts";
import { extraVarsAgain } from "../run/kept-extra-vars.ts";
import { type ApplyFlags, BREAK_LOCK } from "./apply-flags.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { OK } from "./exit-status.ts";
import { collect } from "./fleet-flags.ts";
import { loadLastApply } from "./last-apply.ts";
import { runApply } from "./run-apply.ts";
import { FORCE } from "./run-flags.ts";
import { addShowFlags, type ShowFlags, showing } from "./show.ts";
import type { Surroundings } from "./surroundings.ts";

/** Options of `infra retry`, as commander hands them over. */
interface RetryFlags extends ShowFlags, Pick<ApplyFlags, "yes" | "breakLock" | "force" | "extraVars" | "listHosts"> {}

/** Defines `infra retry`. */
export function define(command: Command, run: RunAction): void {
  command
    .description(
      "Run the last `infra apply` of this repository again, with its options, on the hosts that failed, were unreachable, were interrupted or " +
        "were not begun. Passwords are asked again; --break-lock and --force are not repeated; values given by -e are not kept and must be given again, files given by -e @file are read again.",
    )
    .option("-y, --yes", "apply without asking")
    .option("--break-lock", BREAK_LOCK)
    .option("--force", FORCE)
    .option("-e, --extra-vars <vars>", "the values that the last apply was given by -e; may be given several times", collect)
    .option("--list-hosts", "print the hosts that would be worked on, and end");
  addShowFlags(command)
    .addHelpText("after", manual)
    .action(async () => {
      await run((surroundings) => {
        const flags = command.opts<RetryFlags>();
        return showing(flags, surroundings, (reporter) => retry(flags, surroundings, reporter));
      });
    });
}

async function retry(flags: RetryFlags, surroundings: Surroundings, reporter: Reporter): Promise<number> {
  const last = loadLastApply(surroundings.folder);
  const left = Object.entries(last?.hosts ?? {}).flatMap(([host, isFinished]) => (isFinished ? [] : [host]));
  if (last === undefined || left.length === 0) {
    const why = last === undefined ? "nothing was applied from this repository yet" : `${last.playbook} came to its end on every host`;
    reporter.report({ type: "notice", level: "info", message: `Nothing to retry: ${why}` });
    return OK;
  }
  const extraVars = extraVarsAgain(last.extraVars, flags.extraVars ?? []);
  const again: ApplyFlags = { ...last.flags, ...flags, limit: left.join(","), extraVars };
  return await runApply(last.playbook, { flags: again, surroundings: { ...surroundings, folder: last.folder }, reporter });
}

const manual = renderManual({
  statuses: [
    [0, "there was nothing to retry, or every host is in its declared state now"],
    [1, "a mistake in the configuration, a host failed again, or you said no"],
    [64, "wrong arguments, or values of -e are missing"],
  ],
  examples: [
    ["infra retry", "after the network is back"],
    ["infra retry --list-hosts", "which hosts that would be"],
  ],
});
