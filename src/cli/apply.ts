import { type Command, InvalidArgumentError } from "commander";
import type { Change } from "../model/change.ts";
import type { Reporter } from "../report/reporter.ts";
import { apply } from "../run/apply.ts";
import { askConsent, canAsk } from "./ask.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { statusOfRun } from "./exit-status.ts";
import { interrupts } from "./interrupts.ts";
import { listPlaybookHosts } from "./list-hosts.ts";
import { addRunFlags, planOptions, type RunFlags } from "./run-flags.ts";
import { showing } from "./show.ts";
import type { Surroundings } from "./surroundings.ts";

/** Options of `infra apply`, as commander hands them over. */
interface ApplyFlags extends RunFlags {
  readonly yes?: true;
  readonly waitLock?: number | true;
  readonly breakLock?: true;
}

/** How long `--wait-lock` without a number waits. */
const WAIT_LOCK_SECONDS = 600;

/** Defines `infra apply`. */
export function define(command: Command, run: RunAction): void {
  command
    .argument("<playbook>", "name of a playbook in playbooks/, or path of its file")
    .description(
      "Bring hosts to the state that a playbook declares, then look again to prove it. On a terminal the plan is shown and you are asked " +
        "once for all hosts; without a terminal (cron, CI) it applies. A host that fails does not stop the others.",
    )
    .option("-y, --yes", "apply without asking")
    .option("--wait-lock [seconds]", `wait for another run that holds a host's lock (default: ${WAIT_LOCK_SECONDS})`, seconds)
    .option("--break-lock", "end another run that holds a host's lock, with the change that it is at");
  addRunFlags(command)
    .addHelpText("after", manual)
    .action(async (playbook: string) => {
      await run((surroundings) => {
        const flags = command.opts<ApplyFlags>();
        return showing(flags, surroundings, (reporter) => applyShowing(playbook, { flags, surroundings, reporter }));
      });
    });
}

async function applyShowing(
  playbook: string,
  { flags, surroundings, reporter }: { flags: ApplyFlags; surroundings: Surroundings; reporter: Reporter },
): Promise<number> {
  const options = await planOptions(flags, surroundings);
  if (flags.listHosts) return await listPlaybookHosts(playbook, { options, flags, surroundings });
  const asks = canAsk(surroundings) && !flags.yes && !flags.json;
  const { stop, cut, end } = interrupts(surroundings, reporter.report);
  const { hosts } = await apply(playbook, {
    ...options,
    stop,
    cut,
    report: reporter.report,
    waitLockMs: flags.waitLock === undefined ? 0 : (flags.waitLock === true ? WAIT_LOCK_SECONDS : flags.waitLock) * 1000,
    breakLock: flags.breakLock,
    confirm: asks ? (plans) => confirm(plans, reporter, surroundings) : undefined,
  }).finally(end);
  return statusOfRun("apply", hosts);
}

async function confirm(plans: ReadonlyMap<string, readonly Change[]>, reporter: Reporter, surroundings: Surroundings): Promise<boolean> {
  await reporter.present(plans);
  const hosts = plans.size === 1 ? "this host" : `these ${plans.size} hosts`;
  return await askConsent(`Apply to ${hosts}? [y/N] `, surroundings);
}

function seconds(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError("It must be a whole number of seconds.");
  return Number(text);
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
  ],
});
