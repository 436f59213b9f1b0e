import { expect } from "chai";
import { missing } from "../../src/model/fact.ts";
import { Failures } from "../../src/model/failure.ts";
import { group } from "../../src/resources/group.ts";
import { askWith } from "../support/fake-ask.ts";

const seen = { name: "ops", gid: 700, members: [] };

const cases = [
  { title: "is there", want: {}, seen, changes: [] },
  { title: "is there by its number", want: { gid: 700 }, seen, changes: [] },
  {
    title: "is not there",
    want: {},
    seen: undefined,
    changes: ["add group ops"],
    command: "getent group -- ops >/dev/null || groupadd -- ops",
  },
  { title: "is not there on a host without tools", want: {}, seen: missing, changes: ["add group ops"] },
  {
    title: "has a number",
    want: { gid: 7, system: true },
    seen: undefined,
    changes: ["add group ops"],
    command: "groupadd --gid 7 --system -- ops",
  },
  { title: "has another number", want: { gid: 7 }, seen, changes: ["change group ops"], command: "groupmod --gid 7 -- ops" },
  { title: "must not be there", want: { absent: true }, seen, changes: ["remove group ops"], command: "|| groupdel -- ops" },
  { title: "must not be there and is not", want: { absent: true }, seen: undefined, changes: [] },
];

describe("group", () => {
  for (const { title, want, seen: found, changes, command = "" } of cases) {
    it(`plans ${changes.join(", ") || "nothing"} for a group that ${title}`, async () => {
      const planned = await group({ name: "ops", ...want }).plan(askWith({ "group-entry": () => found }));
      expect(planned.map((change) => change.title)).to.deep.equal(changes);
      expect(planned.flatMap(({ commands }) => commands.map(({ text }) => text)).join("\n")).to.include(command);
    });
  }

  it("shows both numbers", async () => {
    const [change] = await group({ name: "ops", gid: 7 }).plan(askWith({ "group-entry": () => seen }));
    expect(change?.diff).to.deep.equal({ fields: [{ name: "gid", before: "700", after: "7" }] });
  });

  it("refuses what is no name or number of a group", () => {
    for (const name of ["", "-x", "1000", "a b", "a:b", "a\n", "é", "a".repeat(33)]) expect(() => group({ name }), name).to.throw(Failures);
    for (const gid of [-1, 1.5, 4_294_967_295]) expect(() => group({ name: "ops", gid }), String(gid)).to.throw(Failures);
    expect(group({ name: "Debian-exim" }).id).to.equal("group:Debian-exim");
  });
});
