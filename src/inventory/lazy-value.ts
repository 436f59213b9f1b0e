import type { Placed, PlacedScalar, PlacedTagged } from "../formats/placed.ts";
import type { Value } from "../model/host.ts";
import { isTemplate } from "./simple-template.ts";

/** What gives its value only when it is asked for: a text with expressions, a tagged value, what stands in an encrypted file. */
export type Unrendered = PlacedScalar | PlacedTagged;

/** Turns a part of a placed value into data. */
export type Render = (part: Unrendered) => Value;

/**
 * Makes a placed value readable. Keys and items are there at once; their values are rendered when they are first read, each for itself,
 * so that one that cannot be rendered throws for its reader only.
 */
export function lazyValue(placed: Placed, render: Render): Value {
  if (placed.kind === "mapping") return lazyMapping(placed.entries, ({ value }) => lazyValue(value, render));
  if (placed.kind === "list") return lazyList(placed.items, (item) => lazyValue(item, render));
  return placed.kind === "scalar" && !hasTemplate(placed) && !placed.hidden ? placed.value : render(placed);
}

/** A mapping whose values are made when they are read. */
export function lazyMapping<Item>(
  items: Iterable<readonly [string, Item]>,
  make: (item: Item, key: string) => Value,
): Readonly<Record<string, Value>> {
  const mapping: Record<string, Value> = { __proto__: null };
  for (const [key, item] of items) Object.defineProperty(mapping, key, { enumerable: true, get: once(() => make(item, key)) });
  return mapping;
}

/** Is it a text with expressions? */
function hasTemplate({ value }: PlacedScalar): boolean {
  return typeof value === "string" && isTemplate(value);
}

function lazyList(items: readonly Placed[], make: (item: Placed) => Value): readonly Value[] {
  const list: Value[] = [];
  for (const [index, item] of items.entries()) Object.defineProperty(list, index, { enumerable: true, get: once(() => make(item)) });
  return list;
}

function once<Result>(make: () => Result): () => Result {
  let made: { readonly result: Result } | undefined;
  return () => (made ??= { result: make() }).result;
}
