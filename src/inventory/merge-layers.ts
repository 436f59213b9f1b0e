import type { PlacedEntry, PlacedMapping } from "../formats/placed.ts";

/**
 * Merges variables, a later layer stronger: a variable replaces its namesake, but mappings whose name is in `merging` (roles' variables)
 * are merged key by key, at any depth; lists replace each other everywhere. Each entry remembers the places that it overrode.
 */
export function mergeLayers(layers: readonly PlacedMapping[], merging: ReadonlySet<string>): PlacedMapping {
  const entries = new Map<string, PlacedEntry>();
  for (const layer of layers) {
    for (const [name, entry] of layer.entries) entries.set(name, override(entries.get(name), entry, merging.has(name)));
  }
  return { kind: "mapping", entries, where: layers.at(-1)?.where ?? "inventory" };
}

function override(weaker: PlacedEntry | undefined, stronger: PlacedEntry, deep: boolean): PlacedEntry {
  if (!weaker || weaker.where === stronger.where) return stronger;
  if (deep && weaker.value.kind === "mapping" && stronger.value.kind === "mapping") {
    return { ...stronger, value: mergeMappings(weaker.value, stronger.value) };
  }
  return { ...stronger, overrode: [...(weaker.overrode ?? []), weaker.where] };
}

function mergeMappings(weaker: PlacedMapping, stronger: PlacedMapping): PlacedMapping {
  const entries = new Map(weaker.entries);
  for (const [name, entry] of stronger.entries) entries.set(name, override(entries.get(name), entry, true));
  return { ...stronger, entries };
}
