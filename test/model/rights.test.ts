import { expect } from "chai";
import type { FieldDiff } from "../../src/model/change.ts";
import { mode, owner, rightsDiff, type WantedRights } from "../../src/model/rights.ts";

describe("rights", () => {
  const seen = { owner: "alice", uid: "1000", group: "www-data", gid: "33", mode: "0644" };
  const cases: readonly { readonly title: string; readonly want: WantedRights; readonly diff: readonly FieldDiff[] }[] = [
    { title: "equal names", want: { owner: "alice", group: "www-data", mode: "0644" }, diff: [] },
    { title: "equal numbers, and a mode of three digits", want: { owner: "1000", group: "33", mode: "644" }, diff: [] },
    {
      title: "another owner",
      want: { owner: "root", group: "33", mode: "0644" },
      diff: [{ name: "owner", before: "alice", after: "root" }],
    },
    {
      title: "another group and mode",
      want: { owner: "alice", group: "0", mode: "2755" },
      diff: [
        { name: "group", before: "www-data", after: "0" },
        { name: "mode", before: "0644", after: "2755" },
      ],
    },
  ];
  for (const { title, want, diff } of cases) it(`tells ${title}`, () => expect(rightsDiff(want, seen)).to.deep.equal(diff));

  for (const name of ["root", "www-data", "_apt", "Debian-exim", "machine$", "0", "65534"]) {
    it(`takes "${name}" for an account`, () => expect(owner.safeParse(name).success).to.equal(true));
  }
  for (const name of ["", "-R", "a:b", "a b", "a\n", "+1", "1a"]) {
    it(`takes ${JSON.stringify(name)} for none`, () => expect(owner.safeParse(name).success).to.equal(false));
  }

  for (const bits of ["0644", "755", "4711"]) it(`takes "${bits}" for a mode`, () => expect(mode.parse(bits)).to.equal(bits));
  for (const bits of ["", "64", "0888", "rw-r--r--", "00644", "u+x"]) {
    it(`takes "${bits}" for none`, () => expect(mode.safeParse(bits).success).to.equal(false));
  }
  it("says how a mode is written to one who wrote a number", () => {
    expect(mode.safeParse(0o644).error?.issues[0]?.message).to.equal('must be a string of octal digits, in quotes: "0644"');
  });
});
