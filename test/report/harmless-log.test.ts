import { expect } from "chai";
import { harmlessLog } from "../../src/report/harmless-log.ts";

const ESC = "\u001b";

describe("harmlessLog", () => {
  for (const [title, text, colour, shown] of [
    ["keeps colours, and ends them with their line", `${ESC}[1;31mred\n\tplain\n`, true, `${ESC}[1;31mred${ESC}[0m\n\tplain\n`],
    ["drops them where none are wanted", `${ESC}[31mred${ESC}[0m\n`, false, "red\n"],
    [
      "shows what would move the cursor or set the title",
      `${ESC}[2J${ESC}]0;t\u0007${ESC}[31m\b\r\n`,
      true,
      `␛[2J␛]0;t␇${ESC}[31m␈${ESC}[0m\n`,
    ],
  ] as const) {
    it(title, () => {
      expect(harmlessLog(text, { colour })).to.equal(shown);
    });
  }
});
