import { expect } from "chai";
import { splitWords } from "../../src/inventory/shell-words.ts";

const cases: readonly (readonly [string, readonly string[] | string])[] = [
  ["", []],
  ["  web1\ta=1  ", ["web1", "a=1"]],
  ["web1 a='x y' b=\"x 'y'\" c=it\\'s", ["web1", "a=x y", "b=x 'y'", "c=it's"]],
  ['web1 a="\\\\ \\" \\n" b=\'\\n\' c=\\n', ["web1", 'a=\\ " \\n', "b=\\n", "c=n"]],
  ["web1 'a=x y' a''b", ["web1", "a=x y", "ab"]],
  ["web1 '' # nothing", ["web1", ""]],
  ["web1 a=b#c d=e", ["web1", "a=b"]],
  ["web1 a='b#c'", ["web1", "a=b#c"]],
  ["web1 a=b;c", ["web1", "a=b;c"]],
  ["web1 a='b", "no closing '"],
  ['web1 a="b\\"', 'no closing "'],
  ["web1 a=b\\", "no character after the last \\"],
];

describe("splitWords", () => {
  for (const [line, words] of cases) {
    it(`splits ${line}`, () => {
      const found = splitWords(line);
      expect("problem" in found ? found.problem : found.map(({ text }) => text)).to.deep.equal(words);
    });
  }

  it("knows where each word begins", () => {
    expect(splitWords(" web1  'a'=1")).to.deep.equal([
      { text: "web1", at: 1 },
      { text: "a=1", at: 7 },
    ]);
  });
});
