import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import type { PathState } from "../../src/facts/path-probe.ts";
import { blob, sha256 } from "../../src/model/blob.ts";
import type { Diff } from "../../src/model/change.ts";
import { fromHost } from "../../src/model/from-host.ts";
import { file } from "../../src/resources/file.ts";
import { sh } from "../../src/shell/sh.ts";
import { askWith } from "../support/fake-ask.ts";
import { convergeOn, localHost } from "../support/local-host.ts";
import { oddNames, oddStates, snapshot } from "../support/odd-states.ts";

const root = { owner: "root", uid: "0", group: "root", gid: "0", mode: "0644" };

interface Case {
  readonly title: string;
  readonly want: Parameters<typeof file>[0];
  readonly seen: PathState;
  readonly changes: readonly { readonly title: string; readonly diff?: Diff }[];
}

const path = "/etc/motd";
const cases: readonly Case[] = [
  { title: "has nothing to do for a file that fits", want: { path, content: "a" }, seen: seenFile("a"), changes: [] },
  {
    title: "has nothing to do for numbers that fit",
    want: { path, content: "a", owner: "0", group: "0", mode: "644" },
    seen: seenFile("a"),
    changes: [],
  },
  {
    title: "writes a new file",
    want: { path, content: "a" },
    seen: { type: "absent" },
    changes: [{ title: "write /etc/motd", diff: { content: { before: undefined, after: "a" } } }],
  },
  {
    title: "writes other content, and shows the rights that differ too",
    want: { path, content: "b", mode: "0600" },
    seen: seenFile("a"),
    changes: [
      {
        title: "write /etc/motd",
        diff: { content: { before: "a", after: "b" }, fields: [{ name: "mode", before: "0644", after: "0600" }] },
      },
    ],
  },
  {
    title: "writes over a file that is too large to be shown",
    want: { path, content: new Uint8Array([0]) },
    seen: { ...root, type: "file", size: 99_999, sha256: sha256("x"), content: undefined },
    changes: [{ title: "write /etc/motd", diff: { note: "99999 bytes → 1 bytes", fields: [] } }],
  },
  {
    title: "replaces a symlink",
    want: { path, content: "a" },
    seen: { ...root, type: "symlink", target: "b" },
    changes: [
      {
        title: "write /etc/motd",
        diff: { content: { before: undefined, after: "a" }, fields: [{ name: "type", before: "symlink", after: "file" }] },
      },
    ],
  },
  {
    title: "sets the mode alone",
    want: { path, content: "a", mode: "4755" },
    seen: seenFile("a"),
    changes: [{ title: "set mode of /etc/motd", diff: { fields: [{ name: "mode", before: "0644", after: "4755" }] } }],
  },
  {
    title: "sets owner and group",
    want: { path, content: "a", owner: "www-data", group: "33" },
    seen: seenFile("a"),
    changes: [
      {
        title: "set owner, group of /etc/motd",
        diff: {
          fields: [
            { name: "owner", before: "root", after: "www-data" },
            { name: "group", before: "root", after: "33" },
          ],
        },
      },
    ],
  },
  { title: "has nothing to remove", want: { path, absent: true }, seen: { type: "absent" }, changes: [] },
  { title: "removes", want: { path, absent: true }, seen: seenFile("a"), changes: [{ title: "remove /etc/motd" }] },
];

describe("file", () => {
  for (const { title, want, seen, changes } of cases) {
    it(title, async () => {
      const planned = await file(want).plan(askWith({ "path-state": () => seen }));
      expect(planned.map(({ title, diff }) => ({ title, ...(diff && { diff }) }))).to.deep.equal(changes);
    });
  }

  const questions: readonly { readonly title: string; readonly want: Parameters<typeof file>[0]; readonly asked: string }[] = [
    { title: "the digest of known content", want: { path, content: "a" }, asked: sha256("a") },
    {
      title: "content that the host fills in",
      want: { path, content: fromHost({ name: "x", script: () => sh`true`, parse: () => [] }, "", () => "a") },
      asked: "content",
    },
    { title: "rights where nothing shall be", want: { path, absent: true }, asked: "rights" },
  ];
  for (const { title, want, asked } of questions) {
    it(`asks for ${title}`, async () => {
      const seen: unknown[] = [];
      await file(want).plan(askWith({ x: () => "", "path-state": (question) => (seen.push(question), { type: "absent" }) }));
      expect(seen).to.deep.equal([{ path, want: asked }]);
    });
  }

  it("sends the content beside the commands", async () => {
    const [change] = await file({ path, content: "a secret" }).plan(askWith({ "path-state": () => ({ type: "absent" }) }));
    expect(change?.blobs).to.deep.equal([blob("a secret")]);
    expect(change?.commands[0]?.text).not.to.include("a secret");
  });

  for (const [title, input, words] of [
    ["content and absent", { path, content: "a", absent: true }, "content: must be there, unless `absent`, and only then"],
    ["neither content nor absent", { path }, "content: must be there"],
    ["a mode that is a number", { path, content: "a", mode: 0o644 }, 'mode: must be a string of octal digits, in quotes: "0644"'],
    ["a path that is not absolute", { path: "motd", content: "a" }, "path: must be an absolute path"],
    ["an unknown property", { path, content: "a", force: true }, "force: there is no such property; got true"],
  ] as const) {
    it(`refuses ${title}`, () => expect(() => file(input as Parameters<typeof file>[0])).to.throw(words));
  }

  it("comes to be from any state but a folder, which it leaves as it is", async function () {
    this.timeout(30_000);
    const odd = fc.record({
      state: fc.constantFrom(...Object.keys(oddStates)),
      name: fc.constantFrom(...oddNames),
      want: fc.oneof(
        fc.record({
          content: fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array(), fc.constant("something else\n")),
          owner: fc.constantFrom("root", "nobody", "4000000000"),
          mode: fc.constantFrom("0644", "600", "4711"),
        }),
        fc.record({ absent: fc.constant(true) }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(odd, async ({ state, name, want }) => {
        const host = localHost();
        try {
          const there = join(host.folder, name);
          oddStates[state]?.(there);
          const before = snapshot(there);
          const { done, left } = await convergeOn(host, file({ path: there, ...want }));
          if (state.includes("folder") && !state.includes("symlink")) {
            expect([done.map(({ status }) => status), snapshot(there)]).to.deep.equal([[1], before]);
          } else {
            expect([done.map(({ status }) => status).filter((status) => status !== 0), left]).to.deep.equal([[], []]);
            if ("content" in want) expect(readFileSync(there).equals(Buffer.from(want.content))).to.equal(true);
          }
        } finally {
          host.remove();
        }
      }),
      { numRuns: 10 },
    );
  });

  it("says which folder is missing, and comes to be when it is there", async () => {
    const host = localHost();
    const there = join(host.folder, "a/b");
    expect((await convergeOn(host, file({ path: there, content: "a" }))).done[0]?.output).to.match(/there is no folder .*\/a\n/);
    mkdirSync(dirname(there));
    writeFileSync(there, "other");
    expect((await convergeOn(host, file({ path: there, content: "a" }))).left).to.deep.equal([]);
    host.remove();
  });
});

function seenFile(content: string): PathState {
  return { ...root, type: "file", size: content.length, sha256: sha256(content), content: Buffer.from(content) };
}
