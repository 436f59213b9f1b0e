import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import type { PathState } from "../../src/facts/path-probe.ts";
import type { FieldDiff } from "../../src/model/change.ts";
import { directory } from "../../src/resources/directory.ts";
import { askWith } from "../support/fake-ask.ts";
import { removeFolder } from "../../src/shell/make-folder.ts";
import { convergeOn, localHost, runOn } from "../support/local-host.ts";
import { oddNames, oddStates, snapshot } from "../support/odd-states.ts";

const root = { owner: "root", uid: "0", group: "root", gid: "0", mode: "0755" };
const path = "/srv/www";

interface Case {
  readonly title: string;
  readonly want: Parameters<typeof directory>[0];
  readonly seen: PathState;
  readonly changes: readonly { readonly title: string; readonly fields?: readonly FieldDiff[] }[];
}

const cases: readonly Case[] = [
  { title: "has nothing to do for a folder that fits", want: { path }, seen: { ...root, type: "directory" }, changes: [] },
  { title: "makes a folder", want: { path }, seen: { type: "absent" }, changes: [{ title: "make folder /srv/www" }] },
  {
    title: "replaces a symlink",
    want: { path },
    seen: { ...root, type: "symlink", target: "/mnt" },
    changes: [{ title: "make folder /srv/www", fields: [{ name: "type", before: "symlink", after: "directory" }] }],
  },
  {
    title: "sets rights",
    want: { path, group: "www-data", mode: "2775" },
    seen: { ...root, type: "directory" },
    changes: [
      {
        title: "set group, mode of /srv/www",
        fields: [
          { name: "group", before: "root", after: "www-data" },
          { name: "mode", before: "0755", after: "2775" },
        ],
      },
    ],
  },
  { title: "has nothing to remove", want: { path, absent: true }, seen: { type: "absent" }, changes: [] },
  { title: "removes", want: { path, absent: true }, seen: { ...root, type: "directory" }, changes: [{ title: "remove /srv/www" }] },
];

describe("directory", () => {
  for (const { title, want, seen, changes } of cases) {
    it(title, async () => {
      const planned = await directory(want).plan(askWith({ "path-state": () => seen }));
      expect(planned.map(({ title, diff }) => ({ title, ...(diff?.fields && { fields: diff.fields }) }))).to.deep.equal(changes);
    });
  }

  it("is removed only where it is empty, and is no error else", () => {
    const host = localHost();
    for (const name of ["empty", "full"]) mkdirSync(join(host.folder, name));
    writeFileSync(join(host.folder, "full", "file"), "");
    const outcomes = ["empty", "full"].map((name) => {
      const { status } = runOn(host, [removeFolder(join(host.folder, name), { recurse: false, onlyEmpty: true })]);
      return [status, existsSync(join(host.folder, name))];
    });
    expect(outcomes).to.deep.equal([
      [0, false],
      [0, true],
    ]);
    host.remove();
    expect(() => directory({ path, onlyEmpty: true })).to.throw("onlyEmpty: goes with `absent` only");
    expect(() => directory({ path, absent: true, recurse: true, onlyEmpty: true })).to.throw("not with `recurse`");
  });

  it("refuses recurse without absent", () => expect(() => directory({ path, recurse: true })).to.throw("recurse: goes with `absent` only"));

  it("comes to be from any state but a file, which it leaves as it is", async function () {
    this.timeout(30_000);
    const odd = fc.record({
      state: fc.constantFrom(...Object.keys(oddStates)),
      name: fc.constantFrom(...oddNames),
      want: fc.oneof<fc.Arbitrary<Omit<Case["want"], "path">>[]>(
        fc.record({ owner: fc.constantFrom("root", "nobody"), mode: fc.constantFrom("0755", "700", "2770") }),
        fc.record({ absent: fc.constant(true), recurse: fc.boolean() }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(odd, async ({ state, name, want }) => {
        const host = localHost();
        try {
          const there = join(host.folder, name);
          oddStates[state]?.(there);
          const before = snapshot(there);
          const { done, left } = await convergeOn(host, directory({ path: there, ...want }));
          if (isRefused(state, want)) expect([done.map(({ status }) => status), snapshot(there)]).to.deep.equal([[1], before]);
          else expect([done.filter(({ status }) => status !== 0), left]).to.deep.equal([[], []]);
          if (state === "a folder with content" && want.absent !== true) expect(snapshot(there)).to.include("kept: ");
        } finally {
          host.remove();
        }
      }),
      { numRuns: 10 },
    );
  });
});

function isRefused(state: string, want: Omit<Case["want"], "path">): boolean {
  if (state === "nothing" || state === "an empty folder") return false;
  if (state === "a folder with content") return want.absent === true && want.recurse !== true;
  return want.absent === true || !state.includes("symlink");
}
