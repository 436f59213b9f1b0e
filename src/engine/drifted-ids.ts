import type { Declared } from "./compile.ts";
import type { HostPlan } from "./plan-host.ts";

/** Ids of the resources that a plan changes although they are declared as they were last applied: somebody changed them on the host. */
export function driftedIds({ changes, manifest, entries }: HostPlan, declared: readonly Declared[]): readonly string[] {
  const ids = new Set(changes.map(({ resource }) => resource));
  const isAsApplied = (id: string, playbook: string): boolean => manifest.playbooks[playbook]?.[id]?.digest === entries[id]?.digest;
  return declared
    .filter(({ resource: { id }, playbooks = [] }) => ids.has(id) && playbooks.some((playbook) => isAsApplied(id, playbook)))
    .map(({ resource }) => resource.id);
}
