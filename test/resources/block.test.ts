import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import type { FileText } from "../../src/facts/file-text.ts";
import { joinLines } from "../../src/model/content.ts";
import { block } from "../../src/resources/block.ts";
import { askWith } from "../support/fake-ask.ts";
import { applyOn, convergeOn, localHost, planOn } from "../support/local-host.ts";

const path = "/etc/hosts";

interface Case {
  readonly title: string;
  readonly want?: Partial<Parameters<typeof block>[0]>;
  readonly seen: FileText;
  /** What the diff shows; `undefined` where nothing is to do. */
  readonly after: string | undefined;
}

const cases: readonly Case[] = [
  { title: "has nothing to do for a block that fits", seen: text(`a\n${region("1\n2\n")}b\n`), after: undefined },
  { title: "takes a file without an end for what it is", seen: text(region("1\n2\n").trimEnd()), after: undefined },
  { title: "adds a block to the end", seen: text("a"), after: `a\n${region("1\n2\n")}` },
  { title: "replaces a block where it stands", seen: text(`a\n${region("old\n")}b\n`), after: `a\n${region("1\n2\n")}b\n` },
  { title: "ends the last line of the content", want: { content: "1" }, seen: text(""), after: region("1\n") },
  { title: "keeps an empty block", want: { content: "" }, seen: text("a\n"), after: `a\n${region("")}` },
  { title: "removes a block", want: { content: undefined, absent: true }, seen: text(`a\n${region("1\n")}b\n`), after: "a\nb\n" },
  { title: "has nothing to remove", want: { content: undefined, absent: true }, seen: text("a\n"), after: undefined },
  { title: "has nothing to remove from no file", want: { content: undefined, absent: true }, seen: { type: "absent" }, after: undefined },
  { title: "makes a file", want: { create: true }, seen: { type: "absent" }, after: region("1\n2\n") },
  { title: "plans what the host will refuse", seen: { type: "symlink" }, after: region("1\n2\n") },
  {
    title: "begins comments as the file does",
    want: { comment: "//" },
    seen: text(""),
    after: "// BEGIN infra fleet\n1\n2\n// END infra fleet\n",
  },
  { title: "has markers without a comment", want: { comment: "" }, seen: text(""), after: "BEGIN infra fleet\n1\n2\nEND infra fleet\n" },
];

describe("block", () => {
  const declare = (want: Case["want"] = {}) => {
    const { content, ...rest } = { path, name: "fleet", content: "1\n2\n", ...want };
    return block({ ...rest, ...(content !== undefined && { content }) });
  };

  for (const { title, want, seen, after } of cases) {
    it(title, async () => {
      const planned = await declare(want).plan(askWith({ "file-text": () => seen }));
      const before = seen.type === "file" ? seen.text : undefined;
      const changes = after === undefined ? [] : [{ title: `edit ${path}`, diff: { content: { before, after } } }];
      expect(planned.map(({ title, diff }) => ({ title, diff }))).to.deep.equal(changes);
    });
  }

  it("is known by its file and name", () => expect(declare().id).to.equal("block:/etc/hosts:fleet"));

  for (const [title, want, words] of [
    ["no content", { content: undefined }, "content: must be there, unless `absent`, and only then"],
    ["a name of two lines", { name: "a\nb" }, "name: must be one line"],
    ["content that holds a marker", { content: "# END infra fleet\n" }, "content: must not hold the words of a marker"],
    ["a comment of two lines", { comment: "#\n#" }, "comment: must be one line"],
  ] as const) {
    it(`refuses ${title}`, () => expect(() => declare(want)).to.throw(words));
  }

  it("comes to be in any text file, and leaves other blocks alone", async function () {
    this.timeout(30_000);
    const word = fc.constantFrom("# BEGIN infra fleet", "# END infra fleet", "# BEGIN infra other", "# END infra other", "a", "", "%s\\n");
    const body = fc.constantFrom(undefined, "", "1\n", "'\"$(x)\n%s\\n");
    await fc.assert(
      fc.asyncProperty(fc.array(word, { maxLength: 8 }), body, async (lines, content) => {
        const host = localHost();
        try {
          const there = join(host.folder, "hosts");
          writeFileSync(there, joinLines(lines));
          const want = declare({ path: there, content, absent: content === undefined });
          const planned = await planOn(host, want);
          expect(applyOn(host, planned).filter(({ status }) => status !== 0)).to.deep.equal([]);
          expect(await planOn(host, want)).to.deep.equal([]);
          for (const { diff } of planned) expect(readFileSync(there, "utf8")).to.equal(diff?.content?.after);
        } finally {
          host.remove();
        }
      }),
      { numRuns: 8 },
    );
  });

  it("checks the new content before it is put in place", async () => {
    const host = localHost();
    const there = join(host.folder, "hosts");
    const { done } = await convergeOn(host, declare({ path: there, create: true, validate: ["grep", "-q", "3", "%s"] }));
    expect(done.map(({ status }) => status)).to.deep.equal([65]);
    expect((await convergeOn(host, declare({ path: there, create: true, validate: ["grep", "-q", "1", "%s"] }))).left).to.deep.equal([]);
    host.remove();
  });
});

function text(content: string): FileText {
  return { type: "file", text: content, mode: "0644" };
}

function region(body: string): string {
  return `# BEGIN infra fleet\n${body}# END infra fleet\n`;
}
