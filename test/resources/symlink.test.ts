import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import type { PathState } from "../../src/facts/path-probe.ts";
import type { FieldDiff } from "../../src/model/change.ts";
import { symlink } from "../../src/resources/symlink.ts";
import { askWith } from "../support/fake-ask.ts";
import { convergeOn, localHost } from "../support/local-host.ts";
import { oddNames, oddStates, snapshot } from "../support/odd-states.ts";

const root = { owner: "root", uid: "0", group: "root", gid: "0", mode: "0777" };
const path = "/etc/localtime";
const target = "../usr/share/zoneinfo/UTC";

interface Case {
  readonly title: string;
  readonly want: Parameters<typeof symlink>[0];
  readonly seen: PathState;
  readonly changes: readonly { readonly title: string; readonly fields?: readonly FieldDiff[] }[];
}

const cases: readonly Case[] = [
  { title: "has nothing to do for a link that fits", want: { path, target }, seen: { ...root, type: "symlink", target }, changes: [] },
  {
    title: "makes a link",
    want: { path, target },
    seen: { type: "absent" },
    changes: [{ title: `link ${path} to ${target}`, fields: [{ name: "target", before: "absent", after: target }] }],
  },
  {
    title: "turns a link",
    want: { path, target },
    seen: { ...root, type: "symlink", target: "a" },
    changes: [{ title: `link ${path} to ${target}`, fields: [{ name: "target", before: "a", after: target }] }],
  },
  {
    title: "replaces a file",
    want: { path, target },
    seen: { ...root, type: "file", size: 1, sha256: undefined, content: undefined },
    changes: [{ title: `link ${path} to ${target}`, fields: [{ name: "target", before: "file", after: target }] }],
  },
  { title: "has nothing to remove", want: { path, absent: true }, seen: { type: "absent" }, changes: [] },
  { title: "removes", want: { path, absent: true }, seen: { ...root, type: "symlink", target }, changes: [{ title: `remove ${path}` }] },
];

describe("symlink", () => {
  for (const { title, want, seen, changes } of cases) {
    it(title, async () => {
      const planned = await symlink(want).plan(askWith({ "path-state": () => seen }));
      expect(planned.map(({ title, diff }) => ({ title, ...(diff?.fields && { fields: diff.fields }) }))).to.deep.equal(changes);
    });
  }

  for (const [title, input, words] of [
    ["neither target nor absent", { path }, "target: must be there, unless `absent`, and only then"],
    ["an empty target", { path, target: "" }, "target: must be a path"],
  ] as const) {
    it(`refuses ${title}`, () => expect(() => symlink(input)).to.throw(words));
  }

  it("comes to be from any state but a folder or the file that it leads to, and removes nothing but a symlink", async function () {
    this.timeout(30_000);
    const odd = fc.record({
      state: fc.constantFrom(...Object.keys(oddStates)),
      name: fc.constantFrom(...oddNames),
      want: fc.oneof(
        fc.record({ target: fc.constantFrom("-n", "other words", "new\n", "$(id)", "/usr", "nowhere/at all") }),
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
          const { done, left } = await convergeOn(host, symlink({ path: there, ...want }));
          const isRefused =
            "absent" in want
              ? state !== "nothing" && !state.includes("symlink")
              : /folder$|folder with/.test(state) && !state.includes("symlink");
          if (isRefused) expect([done.map(({ status }) => status), snapshot(there)]).to.deep.equal([[1], before]);
          else expect([done.filter(({ status }) => status !== 0), left]).to.deep.equal([[], []]);
        } finally {
          host.remove();
        }
      }),
      { numRuns: 10 },
    );
  });
});
