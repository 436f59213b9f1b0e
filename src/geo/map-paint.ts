/**
 * Colours that people with any kind of colour vision tell apart (Okabe and Ito, 2008), without black, which is for lines and words; neighbours in
 * this list differ in lightness too.
 */
const COLOURS = ["#0072B2", "#E69F00", "#009E73", "#F0E442", "#CC79A7", "#56B4E9", "#D55E00"];

/** Land that no view answers. */
export const LAND = "#d9d9d9";

/** Lines over a colour that is there already, in a square of 6 by 6. */
const PATTERNS = ["M-1,1l2,-2M0,6l6,-6M5,7l2,-2", "M0,3h6", "M0,0l6,6M6,0l-6,6", "M3,0v6"] as const;

/** How a group of hosts is painted. */
export interface Paint {
  /** A colour, or a pattern by its id: what `fill` takes. */
  readonly fill: string;
  /** The pattern itself, for `defs`. */
  readonly definition: string | undefined;
}

/** Chooses the paint of the group of a number: seven colours, then the same with lines of four kinds over them; from the 36th on they come again. */
export function mapPaint(index: number): Paint {
  const { [index % COLOURS.length]: colour = LAND } = COLOURS;
  const round = Math.floor(index / COLOURS.length) % (PATTERNS.length + 1);
  const lines = PATTERNS[round - 1];
  if (lines === undefined) return { fill: colour, definition: undefined };
  const id = `paint-${index}`;
  const definition =
    `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="${colour}"/>` +
    `<path d="${lines}" stroke="#000" stroke-width="1"/></pattern>`;
  return { fill: `url(#${id})`, definition };
}
