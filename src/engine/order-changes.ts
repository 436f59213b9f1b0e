import type { Change } from "../model/change.ts";
import type { Declared } from "./compile.ts";

/**
 * Puts changes that can cut the connection last, in their own order, so that they keep no other work from being done; what depends on them
 * comes after them still: later changes of their resources, of units that watch these, and of unit files that the same role takes away after these.
 */
export function orderChanges(changes: readonly Change[], declared: readonly Declared[]): readonly Change[] {
  const needed = new Map(declared.map((one, index) => [one.resource.id, neededBy(one, declared.slice(0, index))]));
  const held = new Set<string>();
  const [first, cutting, after]: [Change[], Change[], Change[]] = [[], [], []];
  for (const change of changes) {
    if (change.confirm !== undefined) {
      cutting.push(change);
      held.add(change.resource);
    } else if (held.has(change.resource) || needed.get(change.resource)?.some((id) => held.has(id))) {
      after.push(change);
      held.add(change.resource);
    } else first.push(change);
  }
  return [...first, ...cutting, ...after];
}

/** A unit that is taken away after what it loads at boot must stay where that is put back. */
function neededBy({ resource, role }: Declared, before: readonly Declared[]): readonly string[] {
  const ofRole = resource.kind === "systemdUnit" && resource.ending === "nothing" ? before.filter((one) => one.role === role) : [];
  return [...(resource.watches?.ids ?? []), ...ofRole.map((one) => one.resource.id)];
}
