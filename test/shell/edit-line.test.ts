import { expect } from "chai";
import fc from "fast-check";
import { joinLines, linesOf } from "../../src/model/content.ts";
import { editLines, type LineEdit, lineFilter, lineSpec } from "../../src/shell/edit-line.ts";
import { filterText, type Filtered } from "./filter-text.ts";

const anyLine = fc.constantFrom(
  "",
  "a",
  "b",
  "1",
  "1.0",
  "01",
  " a",
  "a ",
  "-n",
  "\\n",
  "%s",
  "ü",
  "Port 22",
  "#Port 22",
  "x".repeat(3000),
);

const edits: fc.Arbitrary<{ readonly lines: readonly string[]; readonly edit: LineEdit }> = fc
  .tuple(fc.array(anyLine, { maxLength: 8 }), anyLine, anyLine, fc.constantFrom("replace", "insert", "append", "remove"))
  .map(([lines, line, anchor, op]) => {
    if (op === "replace") return { lines: [...lines, anchor], edit: { op, old: anchor, line } };
    if (op === "insert") return { lines: [anchor, ...lines], edit: { op, line, after: anchor } };
    if (op === "append") return { lines, edit: { op: "insert", line } };
    return { lines, edit: { op, lines: [...new Set([line, anchor])] } };
  });

describe("editLines and lineFilter", () => {
  const cases: readonly { readonly title: string; readonly edit: LineEdit; readonly text: string; readonly after: string }[] = [
    { title: "replaces the last one", edit: { op: "replace", old: "a", line: "A" }, text: "a\nb\na\nc\n", after: "a\nb\nA\nc\n" },
    { title: "adds to the end", edit: { op: "insert", line: "c" }, text: "a\nb\n", after: "a\nb\nc\n" },
    { title: "adds to nothing", edit: { op: "insert", line: "c" }, text: "", after: "c\n" },
    { title: "adds after a last line without an end", edit: { op: "insert", line: "c" }, text: "a\nb", after: "a\nb\nc\n" },
    { title: "adds after a line", edit: { op: "insert", line: "c", after: "a" }, text: "a\na\nb\n", after: "a\na\nc\nb\n" },
    { title: "adds nothing that is there", edit: { op: "insert", line: "c", after: "a" }, text: "c\na\n", after: "c\na\n" },
    { title: "removes all of them", edit: { op: "remove", lines: ["a", "c"] }, text: "a\nb\nc\na\n", after: "b\n" },
    { title: "removes everything", edit: { op: "remove", lines: ["a"] }, text: "a\n", after: "" },
    { title: "takes no number for another", edit: { op: "replace", old: "1", line: "2" }, text: "1\n1.0\n+1\n", after: "2\n1.0\n+1\n" },
    { title: "removes no number for another", edit: { op: "remove", lines: ["1"] }, text: "1\n1.0\n", after: "1.0\n" },
  ];
  for (const { title, edit, text, after } of cases) {
    it(title, () => {
      expect(joinLines(editLines(linesOf(text), edit))).to.equal(after);
      for (const awk of ["mawk", "busybox awk"]) expect(filter(awk, edit, text), awk).to.deep.equal({ status: 0, text: after });
    });
  }

  const gone: readonly { readonly title: string; readonly edit: LineEdit; readonly text: string; readonly filtered: Filtered }[] = [
    {
      title: "a line to replace that is gone",
      edit: { op: "replace", old: "a", line: "A" },
      text: "b\n",
      filtered: { status: 1, text: "b\n" },
    },
    {
      title: "a line that is replaced already",
      edit: { op: "replace", old: "a", line: "A" },
      text: "A\nb\n",
      filtered: { status: 0, text: "A\nb\n" },
    },
    {
      title: "a line to insert after that is gone",
      edit: { op: "insert", line: "c", after: "a" },
      text: "b\n",
      filtered: { status: 1, text: "" },
    },
  ];
  for (const { title, edit, text, filtered } of gone)
    it(`knows ${title}`, () => expect(filter("mawk", edit, text)).to.deep.equal(filtered));

  it("says what the host does, for any text and edit", () => {
    fc.assert(
      fc.property(edits, ({ lines, edit }) => {
        expect(filter("mawk", edit, joinLines(lines))).to.deep.equal({ status: 0, text: joinLines(editLines(lines, edit)) });
      }),
      { numRuns: 25 },
    );
  });

  it("copes with a megabyte in one line", () => {
    const long = "word ".repeat(200_000);
    expect(filter("mawk", { op: "insert", line: "b", after: long }, `${long}\nc\n`).text === `${long}\nb\nc\n`).to.equal(true);
  });
});

function filter(awk: string, edit: LineEdit, text: string): Filtered {
  return filterText(awk, lineFilter(edit), lineSpec(edit), text);
}
