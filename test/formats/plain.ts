import type { Placed, PlacedScalar } from "../../src/formats/placed.ts";

/** A value without its places, for comparing. */
export type Plain = string | number | boolean | null | undefined | readonly Plain[] | { readonly [key: string]: Plain };

/** Takes the places off; a tagged value becomes its tag and text. */
export function plain(placed: Placed | undefined, scalar: (one: PlacedScalar) => Plain = ({ value }) => value): Plain {
  if (!placed) return undefined;
  if (placed.kind === "scalar") return scalar(placed);
  if (placed.kind === "tagged") return `${placed.tag} ${placed.text}`;
  if (placed.kind === "list") return placed.items.map((item) => plain(item, scalar));
  return Object.fromEntries([...placed.entries].map(([key, { value }]) => [key, plain(value, scalar)]));
}
