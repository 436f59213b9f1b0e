import type { BatchSize } from "../model/rolling.ts";

/** Cuts a list into batches of these sizes, the last of which repeats; a share is one of the whole list, rounded down, and one at least. */
export function batchesOf<T>(all: readonly T[], sizes: readonly BatchSize[]): readonly (readonly T[])[] {
  const batches: (readonly T[])[] = [];
  for (let at = 0; at < all.length; ) {
    const size = sizes[Math.min(batches.length, sizes.length - 1)] ?? all.length;
    const count = countOf(size, all.length);
    batches.push(all.slice(at, at + count));
    at += count;
  }
  return batches;
}

function countOf(size: BatchSize, total: number): number {
  const count = typeof size === "number" ? size : Math.floor((Number.parseFloat(size) * total) / 100);
  return Math.max(1, count);
}
