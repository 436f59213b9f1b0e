import type { Change } from "../model/change.ts";
import type { HostSummary, Report } from "../model/event.ts";
import { essenceOf } from "./essence.ts";
import type { HostPlan } from "./plan-host.ts";

/** A plan of a host, to be told. */
export interface PlannedWave {
  readonly host: string;
  /** 0 for the first look. */
  readonly wave: number;
  /** How many resources were looked at. */
  readonly resources: number;
  /** Those that a reader is shown. */
  readonly changes: readonly Change[];
  readonly plan: HostPlan;
  readonly drifted: readonly string[] | undefined;
}

/** Reports what a look at a host has found; what is no longer declared with the first look only. */
export function tellPlan(report: Report, { plan, drifted, ...planned }: PlannedWave): void {
  const { host, wave } = planned;
  const { undeclared: resources, persisting } = plan.pruning;
  report({ type: "planned", ...planned, essences: planned.changes.map(essenceOf), ...(drifted && { drifted }) });
  if (wave === 0 && resources.length > 0) report({ type: "undeclared", host, resources });
  const lasting = persisting.map((id) => `${id} is still there: it is no longer looked after`);
  for (const message of [...(wave === 0 ? plan.warnings : []), ...lasting]) report({ type: "notice", host, level: "warning", message });
}

/** What of a host's summary is about what nobody wanted there, without what this run has removed. */
export function strays(
  { pruning }: HostPlan,
  { removed, drifted }: { readonly removed: ReadonlySet<string>; readonly drifted: readonly string[] | undefined },
): Pick<HostSummary, "undeclared" | "drifted"> {
  const undeclared = pruning.undeclared.filter(({ resource }) => !removed.has(resource)).length;
  return { ...(undeclared > 0 && { undeclared }), ...(drifted && { drifted: drifted.length }) };
}
