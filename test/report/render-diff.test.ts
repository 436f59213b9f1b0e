import { expect } from "chai";
import type { Diff } from "../../src/model/change.ts";
import { paint } from "../../src/report/paint.ts";
import { renderDiff } from "../../src/report/render-diff.ts";

function numbers(from: number, to: number): string {
  return Array.from({ length: to - from }, (_, index) => `${from + index}\n`).join("");
}

describe("renderDiff", () => {
  const table: readonly { readonly title: string; readonly diff: Diff; readonly lines: readonly string[] }[] = [
    { title: "a note", diff: { note: "content is secret" }, lines: ["content is secret"] },
    {
      title: "properties, control characters shown",
      diff: {
        fields: [
          { name: "mode", before: "0644", after: "0600" },
          { name: "owner", before: "a\u001B[2J", after: "root" },
        ],
      },
      lines: ["mode: 0644 -> 0600", "owner: a␛[2J -> root"],
    },
    { title: "a new file", diff: { content: { before: undefined, after: "a\nb\n" } }, lines: ["@@ -0,0 +1,2 @@", "+a", "+b"] },
    { title: "a file that goes", diff: { content: { before: "a\n", after: undefined } }, lines: ["@@ -1 +0,0 @@", "-a"] },
    {
      title: "one line of a file, with three around it",
      diff: { content: { before: numbers(0, 9), after: numbers(0, 4) + "four\n" + numbers(5, 9) } },
      lines: ["@@ -2,7 +2,7 @@", " 1", " 2", " 3", "-4", "+four", " 5", " 6", " 7"],
    },
    {
      title: "a newline that is missing at the end",
      diff: { content: { before: "a", after: "a\n" } },
      lines: ["@@ -1 +1 @@", "-a", "\\ No newline at end of file", "+a"],
    },
    {
      title: "texts that have nothing in common",
      diff: { content: { before: numbers(0, 3000), after: numbers(3000, 6001) } },
      lines: ["3000 lines replaced by 3001 lines, too different for a diff"],
    },
  ];
  for (const { title, diff, lines } of table) {
    it(title, () => {
      expect(renderDiff(diff, paint(false))).to.deep.equal(lines);
    });
  }

  it("shows 200 lines and counts the rest", () => {
    const lines = renderDiff({ content: { before: undefined, after: numbers(0, 1000) } }, paint(false));
    expect(lines.length).to.equal(201);
    expect(lines.at(-1)).to.equal("… 801 more lines");
  });

  it("cuts a line that is very long", () => {
    const [, line = ""] = renderDiff({ content: { before: undefined, after: "x".repeat(1000) } }, paint(false));
    expect(line).to.equal(`+${"x".repeat(399)}… (601 more characters)`);
  });

  it("colours what is added and removed", () => {
    const lines = renderDiff({ content: { before: "a\n", after: "b\n" } }, paint(true));
    expect(lines.slice(1)).to.deep.equal(["\u001B[31m-a\u001B[39m", "\u001B[32m+b\u001B[39m"]);
  });
});
