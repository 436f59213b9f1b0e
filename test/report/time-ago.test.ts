import { expect } from "chai";
import { timeAgo } from "../../src/report/time-ago.ts";

const NOW = Date.parse("2026-03-04T12:00:00Z");

describe("timeAgo", () => {
  for (const [moment, words] of [
    ["2026-03-04T11:59:59.5Z", "0 s"],
    ["2026-03-04T11:59:01Z", "59 s"],
    ["2026-03-04T11:00:01Z", "59 min"],
    ["2026-03-03T12:00:01.123456789Z", "23 h"],
    ["2026-02-04T12:00:00Z", "28 d"],
    ["2026-03-04T12:00:09Z", "0 s"],
    ["0001-01-01T00:00:00Z", "-"],
    ["", "-"],
  ] as const) {
    it(`says ${words} of ${moment}`, () => {
      expect(timeAgo(moment, NOW)).to.equal(words);
    });
  }
});
