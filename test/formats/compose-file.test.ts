import { expect } from "chai";
import { readStacks } from "../../src/formats/check-stacks.ts";
import { composeCases } from "../support/compose-cases.ts";

describe("ComposeFile", () => {
  for (const { title, file, ours, because } of composeCases) {
    it(`${ours} ${title}${because === undefined ? "" : ` (${because})`}`, () => {
      const { mistakes } = readStacks({ stack: file });
      expect(mistakes.length === 0 ? "accepts" : "refuses", JSON.stringify(mistakes)).to.equal(ours);
    });
  }
});
