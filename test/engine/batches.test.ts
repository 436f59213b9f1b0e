import { expect } from "chai";
import { batchesOf } from "../../src/engine/batches.ts";
import type { BatchSize } from "../../src/model/rolling.ts";

const cases: readonly { readonly sizes: readonly BatchSize[]; readonly total: number; readonly batches: readonly number[] }[] = [
  { sizes: [], total: 5, batches: [5] },
  { sizes: [1], total: 3, batches: [1, 1, 1] },
  { sizes: [2], total: 5, batches: [2, 2, 1] },
  { sizes: ["30%"], total: 10, batches: [3, 3, 3, 1] },
  { sizes: ["30%"], total: 3, batches: [1, 1, 1] },
  { sizes: ["10%"], total: 5, batches: [1, 1, 1, 1, 1] },
  { sizes: [1, 5, "100%"], total: 12, batches: [1, 5, 6] },
  { sizes: [1, 5], total: 12, batches: [1, 5, 5, 1] },
  { sizes: [1, 5, 10], total: 3, batches: [1, 2] },
  { sizes: [7], total: 0, batches: [] },
];

describe("batchesOf", () => {
  for (const { sizes, total, batches } of cases) {
    it(`cuts ${total} hosts by [${sizes.join(", ")}] into ${batches.join(", ")}`, () => {
      const all = Array.from({ length: total }, (_, index) => index);
      const cut = batchesOf(all, sizes);
      expect(cut.map(({ length }) => length)).to.deep.equal(batches);
      expect(cut.flat()).to.deep.equal(all);
    });
  }
});
