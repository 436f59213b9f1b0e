import type { Placed, PlacedMapping } from "../formats/placed.ts";

/**
 * Marks all texts and numbers of a file that is encrypted as a whole: they are secrets wherever they get to. Keys, `true`, `false` and null are none.
 */
export function hideValues(placed: Placed): Placed {
  switch (placed.kind) {
    case "mapping":
      return hideMapping(placed);
    case "list":
      return { ...placed, items: placed.items.map(hideValues) };
    case "scalar":
      return typeof placed.value === "string" || typeof placed.value === "number" ? { ...placed, hidden: true } : placed;
    case "tagged":
      return placed.tag === "!!int"
        ? { kind: "scalar", value: placed.text, where: placed.where, hidden: true }
        : { ...placed, hidden: true };
  }
}

function hideMapping(mapping: PlacedMapping): PlacedMapping {
  const entries = [...mapping.entries].map(([name, entry]) => [name, { ...entry, value: hideValues(entry.value) }] as const);
  return { ...mapping, entries: new Map(entries) };
}
