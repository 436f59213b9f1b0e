import type { Resource, RoleInput } from "geosteer";
import type { Zone } from "./knot-conf.ts";

/** The zones of the inventory, and on the primary their files. */
export function zonesOf(_input: Omit<RoleInput<unknown>, "vars">): {
  readonly zones: readonly Zone[];
  readonly files: readonly Resource[];
} {
  return { zones: [], files: [] };
}
