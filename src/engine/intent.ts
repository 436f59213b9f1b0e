import { type Manifest, renderManifest, withEntries, withoutEntries } from "./manifest.ts";
import type { ConvergeOptions } from "./options.ts";
import type { HostPlan } from "./plan-host.ts";

/**
 * The manifest that a plan leads to. What is removed stays in it until nothing is left to change: a run that dies in between leaves nothing
 * behind that nobody knows of.
 */
export function intentOf({ manifest, entries, changes, pruning }: HostPlan, { playbook, selects }: ConvergeOptions): Manifest {
  const added = withEntries(manifest, { playbook, entries, isAll: selects === undefined });
  return changes.every(({ bookkeeping }) => bookkeeping === true) ? withoutEntries(added, pruning.leaving) : added;
}

/** Is there anything to change, or anything to note in stamps or the manifest? Both need the lock. */
export function hasWork(plan: HostPlan, options: ConvergeOptions): boolean {
  return plan.changes.length > 0 || renderManifest(intentOf(plan, options)) !== renderManifest(plan.manifest);
}
