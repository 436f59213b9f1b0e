import type { Placed, PlacedMapping } from "../formats/placed.ts";

/** The place of a part of a host's variables; where the path leads further than what is written, the place of the last part that is. */
export function whereIs(vars: PlacedMapping, path: readonly (string | number)[]): string | undefined {
  let place: string | undefined;
  let at: Placed | undefined = vars;
  for (const key of path) {
    const next: { readonly where: string; readonly value: Placed } | undefined = step(at, key);
    if (!next) return place;
    place = next.where;
    at = next.value;
  }
  return place;
}

function step(at: Placed, key: string | number): { readonly where: string; readonly value: Placed } | undefined {
  if (at.kind === "mapping") return at.entries.get(String(key));
  const item = at.kind === "list" ? at.items[Number(key)] : undefined;
  return item && { where: item.where, value: item };
}
