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

function normal(name: string): string {
  return name.toLowerCase().replaceAll("-", "_");
}

/** Levenshtein's distance, a row at a time. */
function editDistance(from: string, to: string): number {
  if (Math.abs(from.length - to.length) > 2) return Infinity;
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [at, letter] of [...from].entries()) {
    let left = at + 1;
    const next = [left];
    for (const [index, other] of [...to].entries()) {
      left = Math.min(left + 1, (row[index + 1] ?? 0) + 1, (row[index] ?? 0) + (letter === other ? 0 : 1));
      next.push(left);
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
