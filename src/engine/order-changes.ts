import type { Change } from "../model/change.ts";
import type { Declared } from "./compile.ts";

/**
 * Puts changes that can cut the connection last, in their own order, so that they keep no other work from being done; what depends on them
 * comes after them still: later changes of their resources, and of units that watch these.
 */
export function orderChanges(changes: readonly Change[], declared: readonly Declared[]): readonly Change[] {
  const watched = new Map(declared.map(({ resource }) => [resource.id, resource.watches?.ids ?? []]));
  const held = new Set<string>();
  const [first, cutting, after]: [Change[], Change[], Change[]] = [[], [], []];
  for (const change of changes) {
    if (change.confirm !== undefined) {
      cutting.push(change);
      held.add(change.resource);
    } else if (held.has(change.resource) || watched.get(change.resource)?.some((id) => held.has(id))) {
      after.push(change);
      held.add(change.resource);
    } else first.push(change);
  }
  return [...first, ...cutting, ...after];
}
