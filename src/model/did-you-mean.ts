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

/** No word that a person mistypes is longer; comparing takes the square of it. */
const MAX_LENGTH = 100;

/** How many letters to add, drop, change or swap with their neighbour (optimal string alignment). */
function editDistance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > 2 || from.length > MAX_LENGTH) return Infinity;
  const known = new Map<number, number>();
  /** Of the first letters of each. */
  function distance(left: number, right: number): number {
    if (left === 0 || right === 0) return Math.max(left, right);
    const key = left * (MAX_LENGTH + 3) + right;
    const there = known.get(key);
    if (there !== undefined) return there;
    const [last, other] = [from[left - 1], to[right - 1]];
    const changed = distance(left - 1, right - 1) + (last === other ? 0 : 1);
    const isSwap = left > 1 && right > 1 && last === to[right - 2] && from[left - 2] === other;
    const swapped = isSwap ? distance(left - 2, right - 2) + 1 : Infinity;
    const least = Math.min(distance(left - 1, right) + 1, distance(left, right - 1) + 1, changed, swapped);
    known.set(key, least);
    return least;
  }
  return distance(from.length, to.length);
}
