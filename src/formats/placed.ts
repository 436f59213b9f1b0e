/** A document's value as it was written, every part with its place as `file:line:col`. */
export type Placed = PlacedScalar | PlacedTagged | PlacedList | PlacedMapping;

/** A value without parts. */
export interface PlacedScalar {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  readonly where: string;
  /** It stands in a file that is encrypted as a whole: nobody is shown it. */
  readonly hidden?: true;
}

/** A value with a tag of its own (`!vault`), or one that YAML's core schema cannot keep exactly: its text, not interpreted. */
export interface PlacedTagged {
  readonly kind: "tagged";
  readonly tag: string;
  readonly text: string;
  readonly where: string;
  /** It stands in a file that is encrypted as a whole: nobody is shown it. */
  readonly hidden?: true;
}

/** A sequence; its items carry their own places. */
export interface PlacedList {
  readonly kind: "list";
  readonly items: readonly Placed[];
  readonly where: string;
}

/** A mapping, its keys in the order they were written. */
export interface PlacedMapping {
  readonly kind: "mapping";
  /** A Map, so that a key such as `__proto__` is one like any other. */
  readonly entries: ReadonlyMap<string, PlacedEntry>;
  readonly where: string;
}

/** What stands under a mapping's key. */
export interface PlacedEntry {
  /** The place of the key. */
  readonly where: string;
  readonly value: Placed;
  /** Places of the values that this one replaced when mappings were merged, the last one nearest. */
  readonly overrode?: readonly string[];
}
