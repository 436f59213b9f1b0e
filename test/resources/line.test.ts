import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import type { FileText } from "../../src/facts/file-text.ts";
import { joinLines } from "../../src/model/content.ts";
import { fromHost } from "../../src/model/from-host.ts";
import { line } from "../../src/resources/line.ts";
import { sh } from "../../src/shell/sh.ts";
import { askWith } from "../support/fake-ask.ts";
import { applyOn, convergeOn, localHost, planOn } from "../support/local-host.ts";
import { oddStates, snapshot } from "../support/odd-states.ts";

const path = "/etc/ssh/sshd_config";

interface Case {
  readonly title: string;
  readonly want: Omit<Parameters<typeof line>[0], "path">;
  readonly seen: FileText;
  /** What the diff shows; `undefined` where nothing is to do. */
  readonly after: string | undefined;
}

const cases: readonly Case[] = [
  { title: "has nothing to do for a line that is there", want: { line: "b" }, seen: text("a\nb\nc"), after: undefined },
  { title: "adds a line to the end", want: { line: "b" }, seen: text("a"), after: "a\nb\n" },
  {
    title: "adds a line after the last one that fits",
    want: { line: "b", after: "^a" },
    seen: text("a1\na2\nc\n"),
    after: "a1\na2\nb\nc\n",
  },
  { title: "adds a line to the end where none fits", want: { line: "b", after: "^x" }, seen: text("a\n"), after: "a\nb\n" },
  {
    title: "replaces the last line that fits",
    want: { line: "Port 22", match: "^#?Port" },
    seen: text("#Port 1\nPort 2\nc\n"),
    after: "#Port 1\nPort 22\nc\n",
  },
  {
    title: "has nothing to replace when the last one that fits is right",
    want: { line: "Port 22", match: "^#?Port" },
    seen: text("#Port 1\nPort 22\n"),
    after: undefined,
  },
  { title: "adds a line when none fits", want: { line: "Port 22", match: "^Port" }, seen: text("a\n"), after: "a\nPort 22\n" },
  { title: "removes a line", want: { line: "a", absent: true }, seen: text("a\nb\na\n"), after: "b\n" },
  {
    title: "removes lines that fit, empty ones not among them",
    want: { match: "^a", absent: true },
    seen: text("a1\n\nb\na2\n"),
    after: "\nb\n",
  },
  { title: "has nothing to remove", want: { line: "a", absent: true }, seen: text("b\n"), after: undefined },
  { title: "has nothing to remove from no file", want: { line: "a", absent: true }, seen: { type: "absent" }, after: undefined },
  { title: "makes a file", want: { line: "a", create: true }, seen: { type: "absent" }, after: "a\n" },
  { title: "plans for a file that may come until then", want: { line: "a" }, seen: { type: "absent" }, after: "a\n" },
  { title: "plans what the host will refuse", want: { line: "a" }, seen: { type: "symlink" }, after: "a\n" },
  { title: "plans a removal that the host will refuse", want: { match: "a", absent: true }, seen: { type: "directory" }, after: "\n" },
];

describe("line", () => {
  for (const { title, want, seen, after } of cases) {
    it(title, async () => {
      const planned = await line({ path, ...want }).plan(askWith({ "file-text": () => seen }));
      const before = seen.type === "file" ? seen.text : undefined;
      const changes = after === undefined ? [] : [{ title: `edit ${path}`, diff: { content: { before, after } } }];
      expect(planned.map(({ title, diff }) => ({ title, diff }))).to.deep.equal(changes);
    });
  }

  it("is known by its file, and by what it fits or reads", () => {
    const deferred = fromHost({ name: "x", script: () => sh`true`, parse: () => [] }, "", () => "a");
    expect([{ line: "a b" }, { line: "a", match: "^a" }, { line: deferred }].map((want) => line({ path, ...want }).id)).to.deep.equal([
      `line:${path}:a b`,
      `line:${path}:^a`,
      `line:${path}:`,
    ]);
  });

  for (const [title, want, words] of [
    ["no line", {}, "line: must be there"],
    ["an empty line", { line: "" }, "line: must be one line that is not empty"],
    ["two lines", { line: "a\nb" }, "line: must be one line"],
    ["a pattern that is none", { line: "a", match: "(" }, "match: must be a regular expression"],
    ["a pattern that does not fit the line", { line: "Port 22", match: "^#Port" }, "match: must fit `line` too"],
    [
      "to remove both a line and a pattern",
      { line: "a", match: "a", absent: true },
      "line: must be there, or `match` in its place with `absent`",
    ],
  ] as const) {
    it(`refuses ${title}`, () => expect(() => line({ path, ...want })).to.throw(words));
  }

  it("works beside other lines of the same file that were planned from the same text", async () => {
    const host = localHost();
    const there = join(host.folder, "config");
    writeFileSync(there, "#Port 1\n#Root yes\n");
    const wants = [
      line({ path: there, line: "Port 22", match: "^#?Port" }),
      line({ path: there, line: "Root no", match: "^#?Root" }),
      line({ path: there, line: "Extra", after: "^#?Port" }),
    ];
    // The third one's place has gone by then: it says so, and the next run finds the new one.
    const plans = await Promise.all(wants.map(async (one) => await planOn(host, one)));
    expect(applyOn(host, plans.flat()).map(({ status }) => status)).to.deep.equal([0, 0, 1]);
    expect((await convergeOn(host, wants[2] ?? line({ path, line: "" }))).left).to.deep.equal([]);
    expect(readFileSync(there, "utf8")).to.equal("Port 22\nExtra\nRoot no\n");
    host.remove();
  });

  it("comes to be in any text file", async function () {
    this.timeout(30_000);
    const word = fc.constantFrom("Port 22", "#Port 22", "Port 1", "", "a", "\\n", "%s", "'\"$(x)");
    const want = fc.constantFrom<Case["want"]>(
      { line: "Port 22", match: "^#?Port" },
      { line: "'\"$(x)", after: "^#" },
      { line: "%s\\n" },
      { match: "^#?Port", absent: true },
      { line: "a", absent: true },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 6 }), want, fc.boolean(), async (lines, want, isEnded) => {
        const host = localHost();
        try {
          const there = join(host.folder, "config");
          writeFileSync(there, isEnded ? joinLines(lines) : lines.join("\n"));
          const planned = await planOn(host, line({ path: there, ...want }));
          expect(applyOn(host, planned).filter(({ status }) => status !== 0)).to.deep.equal([]);
          expect(await planOn(host, line({ path: there, ...want }))).to.deep.equal([]);
          for (const { diff } of planned) expect(readFileSync(there, "utf8")).to.equal(diff?.content?.after);
        } finally {
          host.remove();
        }
      }),
      { numRuns: 8 },
    );
  });

  for (const state of ["a dangling symlink", "a symlink to a file", "a pipe", "an empty folder", "nothing"]) {
    it(`says what is in the way of it: ${state}`, async () => {
      const host = localHost();
      const there = join(host.folder, "config");
      oddStates[state]?.(there);
      const before = snapshot(there);
      const { done, left } = await convergeOn(host, line({ path: there, line: "a" }));
      expect(done[0]?.output).to.match(/^Cannot edit .*: (it is a symlink|it is no regular file|there is no such file)/);
      expect([left.length, snapshot(there)]).to.deep.equal([1, before]);
      host.remove();
    });
  }
});

function text(content: string): FileText {
  return { type: "file", text: content, mode: "0644" };
}
