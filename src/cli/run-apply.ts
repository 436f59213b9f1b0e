import { resolve } from "node:path";
import type { Change } from "../model/change.ts";
import type { Event, Report } from "../model/event.ts";
import type { Reporter } from "../report/reporter.ts";
import { apply } from "../run/apply.ts";
import { keptExtraVars } from "../run/kept-extra-vars.ts";
import type { ApplyOptions } from "../run/options.ts";
import { type ApplyFlags, waitLockMs } from "./apply-flags.ts";
import { askConsent, canAsk } from "./ask.ts";
import { statusOfRun } from "./exit-status.ts";
import { interrupts } from "./interrupts.ts";
import { isFinished, keepLastApply, type RunningApply } from "./last-apply.ts";
import { listPlaybookHosts } from "./list-hosts.ts";
import { planOptions } from "./run-flags.ts";
import { isSavedPlan, savedPlanRun } from "./saved-plan-run.ts";
import type { Surroundings } from "./surroundings.ts";

/** How an apply was asked for, and who tells of it. */
export interface ApplyCall {
  readonly flags: ApplyFlags;
  readonly surroundings: Surroundings;
  readonly reporter: Reporter;
}

/** Applies a playbook or a saved plan, as `infra apply` and `infra retry` do, and remembers it for `infra retry`. Returns the exit status. */
export async function runApply(target: string, { flags, surroundings, reporter }: ApplyCall): Promise<number> {
  const { playbook, options } = await callOf(target, flags, surroundings);
  if (flags.listHosts) return await listPlaybookHosts(playbook, { options, flags, surroundings });
  const asks = canAsk(surroundings) && !flags.yes && !flags.json;
  const { stop, cut, end } = interrupts(surroundings, reporter.report);
  const { hosts } = await apply(playbook, {
    ...options,
    stop,
    cut,
    report: remembering(rememberedCall(target, flags, surroundings), reporter.report),
    waitLockMs: waitLockMs(flags),
    breakLock: flags.breakLock,
    confirm: asks ? (plans) => askAbout(plans, reporter, surroundings) : undefined,
  }).finally(end);
  return statusOfRun("apply", hosts);
}

async function callOf(
  target: string,
  flags: ApplyFlags,
  surroundings: Surroundings,
): Promise<{ readonly playbook: string; readonly options: ApplyOptions }> {
  if (!isSavedPlan(target)) return { playbook: target, options: await planOptions(flags, surroundings) };
  return await savedPlanRun(resolve(surroundings.folder, target), flags, surroundings);
}

/** Shows the plans of all hosts, and asks a person once whether they shall be applied. */
export async function askAbout(
  plans: ReadonlyMap<string, readonly Change[]>,
  reporter: Reporter,
  surroundings: Surroundings,
): Promise<boolean> {
  await reporter.present(plans);
  const hosts = plans.size === 1 ? "this host" : `these ${plans.size} hosts`;
  return await askConsent(`Apply to ${hosts}? [y/N] `, surroundings);
}

/** Remembers a run when it begins, so that one that is killed is known too, and when it ends. */
function remembering(call: Omit<RunningApply, "hosts">, report: Report): Report {
  function keep(hosts: RunningApply["hosts"]): void {
    try {
      keepLastApply({ ...call, hosts });
    } catch (error) {
      const message = `This apply cannot be remembered for \`infra retry\`: ${String(error)}`;
      report({ type: "notice", level: "warning", message });
    }
  }
  return (event: Event) => {
    if (event.type === "start") keep(Object.fromEntries(event.hosts.map((host) => [host, false])));
    if (event.type === "summary") keep(Object.fromEntries(Object.entries(event.hosts).map(([host, one]) => [host, isFinished(one)])));
    report(event);
  };
}

function rememberedCall(playbook: string, flags: ApplyFlags, { folder }: Surroundings): Omit<RunningApply, "hosts"> {
  return { folder, playbook, flags, extraVars: keptExtraVars(flags.extraVars ?? [], folder) };
}
