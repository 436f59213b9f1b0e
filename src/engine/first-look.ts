import type { Change } from "../model/change.ts";
import { Failure } from "../model/failure.ts";
import { essence, essenceOf, type SavedChange } from "./essence.ts";
import { countResources } from "./manifest.ts";
import type { ConvergeOptions } from "./options.ts";
import type { HostPlan } from "./plan-host.ts";

/** More removals than this need `--force`. */
const MOST_REMOVALS = 20;

/** A larger share of a host's resources needs `--force`, unless there are fewer than the second number: of four, two are no sign of a mistake. */
const LARGEST_SHARE = 0.3;
const FEW_RESOURCES = 5;

/** Ids that a refusal names. */
const NAMED = 5;

/** Why a host's plan is not gone on with, found before the first change: too much would be removed, or it is not the plan that was saved. */
export function refusals(host: string, plan: HostPlan, { orphans, saved }: ConvergeOptions): readonly Failure[] {
  const isGuarded = orphans?.prune?.force === false;
  return [...(isGuarded ? tooManyRemovals(host, plan) : []), ...(saved === undefined ? [] : stale(host, plan, saved.get(host) ?? []))];
}

/** The changes that need `--force` where it was not given; a plan only says so. */
export function guarded(host: string, { changes }: HostPlan, { mode, force }: ConvergeOptions): readonly Failure[] {
  if (mode === "plan" || force === true) return [];
  return changes.flatMap(({ resource, title, guard }) => {
    if (guard === undefined) return [];
    return [
      new Failure("CHANGE_GUARD", `${host}/${resource}`, `Cannot ${title}: it ${guard}`, {
        hint: "Nothing of this plan was begun. If that is meant, add --force",
      }),
    ];
  });
}

function tooManyRemovals(host: string, { pruning, manifest }: HostPlan): readonly Failure[] {
  const ids = [...new Set(pruning.changes.map(({ resource }) => resource))];
  const total = countResources(manifest);
  const isMuch = ids.length > MOST_REMOVALS || (total >= FEW_RESOURCES && ids.length > LARGEST_SHARE * total);
  if (!isMuch) return [];
  const more = ids.length > NAMED ? ` and ${ids.length - NAMED} more` : "";
  const message = `Cannot remove ${ids.length} of the ${total} resources on ${host}: that is more than is likely meant`;
  return [
    new Failure("PRUNE_GUARD", host, `${message}: ${ids.slice(0, NAMED).join(", ")}${more}`, {
      hint: "Nothing was changed. If a playbook or role was really given up, add --force",
    }),
  ];
}

/** A host on which nothing is left to do fits any saved plan: it was applied already. */
function stale(host: string, { changes }: HostPlan, saved: readonly SavedChange[]): readonly Failure[] {
  const due = changes.filter(({ bookkeeping }) => bookkeeping !== true);
  if (due.length === 0 || essence(due) === saved.map((one) => one.essence).join("\n")) return [];
  return [
    new Failure("PLAN_STALE", host, `Cannot apply the saved plan to ${host}: it is no longer what there is to do`, {
      hint: "Nothing was changed. Plan again",
      output: differences(due, saved).join("\n"),
    }),
  ];
}

function differences(due: readonly Change[], saved: readonly SavedChange[]): readonly string[] {
  const [now, then] = [due.map(essenceOf), saved.map((one) => one.essence)];
  const added = due.filter((change) => !then.includes(essenceOf(change))).map(named);
  const gone = saved.filter((change) => !now.includes(change.essence)).map(named);
  const other = added.filter((line) => gone.includes(line));
  const lines = [
    ...added.filter((line) => !other.includes(line)).map((line) => `+ ${line}`),
    ...gone.filter((line) => !other.includes(line)).map((line) => `- ${line}`),
    ...other.map((line) => `~ ${line}: by other means`),
  ];
  return lines.length === 0 ? ["the same changes in another order"] : lines;
}

function named({ title, resource }: { readonly title: string; readonly resource: string }): string {
  return `${title}  ${resource}`;
}
