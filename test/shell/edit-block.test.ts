import { expect } from "chai";
import fc from "fast-check";
import { joinLines } from "../../src/model/content.ts";
import { type BlockEdit, blockFilter, blockSpec, editBlock } from "../../src/shell/edit-block.ts";
import { filterText } from "./filter-text.ts";

const markers = { begin: "# BEGIN infra x", end: "# END infra x" };
const full = { ...markers, body: ["1", "2"] };
const gone = { ...markers, body: undefined };

describe("editBlock and blockFilter", () => {
  const cases: readonly { readonly title: string; readonly edit: BlockEdit; readonly lines: string; readonly after: string }[] = [
    { title: "adds a block to the end", edit: full, lines: "a b", after: "a b { 1 2 }" },
    { title: "makes a block of nothing", edit: full, lines: "", after: "{ 1 2 }" },
    { title: "replaces a block where it stands", edit: full, lines: "a { x } b", after: "a { 1 2 } b" },
    { title: "keeps an empty block's place", edit: { ...markers, body: [] }, lines: "a { x } b", after: "a { } b" },
    { title: "leaves another block alone", edit: full, lines: "( x ) { y }", after: "( x ) { 1 2 }" },
    { title: "keeps the first of two", edit: full, lines: "{ x } a { y } b", after: "{ 1 2 } a b" },
    { title: "removes a block", edit: gone, lines: "a { x } b", after: "a b" },
    { title: "removes all blocks", edit: gone, lines: "{ x } a { y }", after: "a" },
    { title: "has nothing to remove", edit: gone, lines: "a b", after: "a b" },
    { title: "drops a beginning without an end, not what follows", edit: full, lines: "a { x", after: "a x { 1 2 }" },
    { title: "drops an end without a beginning, not what is before", edit: full, lines: "x } a", after: "x a { 1 2 }" },
    { title: "takes the last of two beginnings", edit: full, lines: "{ x { y } z", after: "x { 1 2 } z" },
    { title: "takes the first of two ends", edit: gone, lines: "{ x } y } z", after: "y z" },
  ];
  for (const { title, edit, lines, after } of cases) {
    it(title, () => {
      expect(shorten(editBlock(spell(lines), edit))).to.equal(after);
      for (const awk of ["mawk", "busybox awk"]) {
        const { status, text } = filterText(awk, blockFilter, blockSpec(edit), joinLines(spell(lines)));
        expect({ status, text }, awk).to.deep.equal({ status: 0, text: joinLines(spell(after)) });
      }
    });
  }

  it("says what the host does, for any text, and is done after one time", () => {
    const anyLines = fc.array(fc.constantFrom("{", "}", "(", ")", "a", "1", "1.0"), { maxLength: 12 });
    fc.assert(
      fc.property(anyLines, fc.constantFrom(full, gone), (words, edit) => {
        const lines = spell(words.join(" "));
        const after = editBlock(lines, edit);
        expect(filterText("mawk", blockFilter, blockSpec(edit), joinLines(lines)).text).to.equal(joinLines(after));
        expect(editBlock(after, edit)).to.deep.equal(after);
      }),
      { numRuns: 25 },
    );
  });
});

const words: readonly (readonly [string, string])[] = [
  ["{", markers.begin],
  ["}", markers.end],
  ["(", "# BEGIN infra other"],
  [")", "# END infra other"],
];

function spell(text: string): readonly string[] {
  const spelled = new Map(words);
  return text === "" ? [] : text.split(" ").map((word) => spelled.get(word) ?? word);
}

function shorten(lines: readonly string[]): string {
  const short = new Map(words.map(([word, line]) => [line, word]));
  return lines.map((line) => short.get(line) ?? line).join(" ");
}
