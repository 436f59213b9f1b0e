/** The candidate that a reader may have meant: a `-` for a `_`, or a slip of one or two letters; `undefined` where none is near. */
export function nearest(name: string, candidates: Iterable<string>): string | undefined {
  const limit = name.length < 5 ? 1 : 2;
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = normal(candidate) === normal(name) ? 0 : editDistance(name, candidate);
    if (candidate !== name && distance <= limit && distance < (best?.distance ?? Infinity)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** `; did you mean "x"?`, or nothing. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const candidate = nearest(name, candidates);
  return candidate === undefined ? "" : `; did you mean "${candidate}"?`;
}

/** A hint for an unknown word: the one that was probably meant, and all that there are. */
export function hintOfWords(word: string, known: readonly string[]): string {
  if (known.length === 0) return "There is none";
  const meant = nearest(word, known);
  const list = `known: ${known.join(", ")}`;
  return meant === undefined ? list : `Did you mean "${meant}"? ${list}`;
}

function normal(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}

/** How many letters to add, drop, change or swap with their neighbour (optimal string alignment). */
function editDistance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > 2) return Infinity;
  const rows: number[][] = [];
  const at = (row: number, column: number): number =>
    row < 0 || column < 0 ? Math.max(row, column) + 1 : (rows[row]?.[column] ?? Infinity);
  for (let row = 0; row < from.length; row++) {
    const distances: number[] = [];
    rows.push(distances);
    for (let column = 0; column < to.length; column++) {
      const changed = at(row - 1, column - 1) + (from[row] === to[column] ? 0 : 1);
      const isSwap = row > 0 && column > 0 && from[row] === to[column - 1] && from[row - 1] === to[column];
      const swapped = isSwap ? at(row - 2, column - 2) + 1 : Infinity;
      distances.push(Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, changed, swapped));
    }
  }
  return at(from.length - 1, to.length - 1);
}
