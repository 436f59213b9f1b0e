import type { PlacedMapping } from "../formats/placed.ts";
import { nearest } from "../model/did-you-mean.ts";
import type { Warning } from "./findings.ts";

/** Mappings whose name is nearly that of a role's variables, such as `apt-sources` for `apt_sources`: no role reads them. */
export function findNearMisses(layers: Iterable<PlacedMapping>, roleVariables: ReadonlySet<string>): readonly Warning[] {
  const found = new Map<string, Warning>();
  for (const { entries } of layers) {
    for (const [name, { where, value }] of entries) {
      const meant = value.kind === "mapping" && !roleVariables.has(name) ? nearest(name, roleVariables) : undefined;
      if (meant !== undefined) found.set(where, { where, message: `No role reads "${name}"; did you mean "${meant}"?` });
    }
  }
  return [...found.values()];
}
