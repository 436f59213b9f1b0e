import { expect } from "chai";
import fc from "fast-check";
import type { Diff } from "../../src/model/change.ts";
import { type Content, content, contentDiff, joinLines, linesOf, textOf } from "../../src/model/content.ts";

const local = { localPath: "/tmp/logo.png", size: 12, sha256: "0".repeat(64) };

describe("content", () => {
  for (const value of ["", "text", new Uint8Array([0]), Buffer.from("a"), local]) {
    it(`may be ${JSON.stringify(value)}`, () => expect(content.safeParse(value).success).to.equal(true));
  }
  for (const value of [5, null, [1], { localPath: "/a" }]) {
    it(`may not be ${JSON.stringify(value)}`, () => {
      expect(content.safeParse(value).error?.issues.map(({ message }) => message)).to.deep.equal([
        "must be text, a secret, bytes or a local file",
      ]);
    });
  }

  it("is text where it is UTF-8 without a NUL", () => {
    expect(textOf(Buffer.from("\ufeffä\r\n"))).to.equal("\ufeffä\r\n");
    expect(textOf(Buffer.from([0xff, 0xfe]))).to.equal(undefined);
    expect(textOf(Buffer.from("a\0b"))).to.equal(undefined);
  });

  it("has lines, whose last one need not be ended", () => {
    expect(["", "\n", "a", "a\n", "a\n\n", "\na"].map(linesOf)).to.deep.equal([[], [""], ["a"], ["a"], ["a", ""], ["", "a"]]);
    fc.assert(
      fc.property(fc.array(fc.string({ unit: fc.constantFrom("a", " ", "\r") })), (lines) => {
        expect(linesOf(joinLines(lines))).to.deep.equal(lines);
      }),
    );
  });
});

describe("contentDiff", () => {
  type Before = Parameters<typeof contentDiff>[0];
  const cases: readonly { readonly title: string; readonly before: Before; readonly after: Content; readonly diff: Diff }[] = [
    { title: "new text", before: undefined, after: "a", diff: { content: { before: undefined, after: "a" } } },
    { title: "other text", before: Buffer.from("a"), after: Buffer.from("b"), diff: { content: { before: "a", after: "b" } } },
    { title: "bytes", before: Buffer.from("a"), after: Buffer.from([0, 1]), diff: { note: "1 bytes → 2 bytes" } },
    { title: "text in the place of bytes", before: Buffer.from([0]), after: "ä", diff: { note: "1 bytes → 2 bytes" } },
    { title: "text in the place of something large", before: { size: 100_000 }, after: "a", diff: { note: "100000 bytes → 1 bytes" } },
    { title: "a local file", before: undefined, after: local, diff: { note: "none → 12 bytes" } },
  ];
  for (const { title, before, after, diff } of cases) it(`shows ${title}`, () => expect(contentDiff(before, after)).to.deep.equal(diff));
});
