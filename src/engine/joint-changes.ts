import type { Change, Together } from "../model/change.ts";
import type { Declared } from "./compile.ts";
import type { Section } from "./manifest.ts";
import type { HostPlan } from "./plan-host.ts";

/** A change that several hosts make together. */
export interface JointChange extends Change {
  readonly together: Together;
}

/** The changes of a plan that the host makes together with others, once they all have made their own. */
export function jointChanges({ changes }: Pick<HostPlan, "changes">): readonly JointChange[] {
  return changes.flatMap((change) => (change.together === undefined ? [] : [{ ...change, together: change.together }]));
}

/**
 * The part of a plan that a host makes by itself. Reloads that joint changes ask for wait for these, and the manifest does not name what they
 * make before they are begun.
 */
export function ownPart(plan: HostPlan, declared: readonly Declared[]): HostPlan {
  const joint = jointChanges(plan).map(({ resource }) => resource);
  if (joint.length === 0) return plan;
  const waiting = declared
    .filter(({ resource }) => resource.watches?.ids.some((id) => joint.includes(id)))
    .map(({ resource }) => resource.id);
  const isOwn = ({ resource, together, reaction }: Change): boolean =>
    together === undefined && !(reaction === true && waiting.includes(resource));
  return { ...plan, changes: plan.changes.filter(isOwn), entries: entriesWithout(plan.entries, joint), pending: joint };
}

/** The entries of a manifest's section but for these resources. */
export function entriesWithout(entries: Section, ids: readonly string[]): Section {
  return Object.fromEntries(Object.entries(entries).filter(([id]) => !ids.includes(id)));
}
