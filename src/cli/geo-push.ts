import type { Command } from "commander";
import { addApplyFlags, type ApplyFlags, waitLockMs } from "./apply-flags.ts";
import { canAsk } from "./ask.ts";
import { statusOfRun } from "./exit-status.ts";
import { addGeoFleetFlags } from "./geo-fleet-flags.ts";
import type { Verb } from "./verb.ts";
import { interrupts } from "./interrupts.ts";
import { askAbout } from "./run-apply.ts";
import { planOptions } from "./run-flags.ts";

/** Options of `infra geo push`, as commander hands them over. */
interface PushFlags extends ApplyFlags {
  readonly playbook?: string;
  readonly from?: string;
}

/** `infra geo push` */
export const push: Verb<PushFlags> = {
  name: "push",
  args: "",
  summary: "bring the map to all name servers, and nothing else",
  description:
    "Bring orders, addresses, drains, checks and the country database to all name servers, as `infra apply dns` does and nothing else of it: checked on all, then " +
    "served and verified on all, then confirmed, or put back on all.",
  addFlags: (command: Command) =>
    addGeoFleetFlags(
      addApplyFlags(
        command
          .optionsGroup("What is done:")
          .option("--from <host>", "copy the orders, the database and the drains that this name server has, in place of the inventory's")
          .option("--playbook <name>", "the playbook with the map (default: dns)")
          .option("--no-check", "leave out the type check"),
      ),
    ),
  async action(_args, { flags, surroundings, reporter }) {
    const { geoPush } = await import("../run/geo-push.ts");
    const asks = canAsk(surroundings) && !flags.yes && !flags.json;
    const options = await planOptions(flags, surroundings);
    const { stop, cut, end } = interrupts(surroundings, reporter.report);
    const hosts = await geoPush({
      ...options,
      playbook: flags.playbook,
      from: flags.from,
      stop,
      cut,
      report: reporter.report,
      waitLockMs: waitLockMs(flags),
      breakLock: flags.breakLock,
      confirm: asks ? (plans) => askAbout(plans, reporter, surroundings) : undefined,
    }).finally(end);
    return statusOfRun("apply", hosts);
  },
};
