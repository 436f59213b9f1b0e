import { nearest } from "../inventory/did-you-mean.ts";

/** A hint for an unknown word: the one that was probably meant, and all that there are. */
export function hintOfWords(word: string, known: readonly string[]): string {
  if (known.length === 0) return "There is none";
  const meant = nearest(word, known);
  const list = `known: ${known.join(", ")}`;
  return meant === undefined ? list : `Did you mean "${meant}"? ${list}`;
}
