import { expect } from "chai";
import { isDue, observeWatched } from "../../src/model/watched.ts";
import { askWith } from "../support/fake-ask.ts";
import { watched } from "../support/service-cases.ts";

describe("observeWatched", () => {
  for (const { changes, pending } of [
    { changes: "none", pending: false },
    { changes: "bookkeeping", pending: false },
    { changes: "pending", pending: true },
  ] as const) {
    it(`takes a resource with ${changes} for ${pending ? "one that changes" : "one that stays"}`, async () => {
      const seen = await observeWatched(watched("file:/conf", changes), askWith({}));
      expect(seen).to.deep.equal({ id: "file:/conf", digest: "digest of file:/conf", pending });
    });
  }
});

describe("isDue", () => {
  const stays = { id: "a", digest: "1", pending: false };
  const cases = [
    { title: "what changes in this run", watched: { ...stays, pending: true }, stamps: new Map([["a", "1"]]), due: true },
    { title: "what changes in this run, of a unit first seen", watched: { ...stays, pending: true }, stamps: undefined, due: true },
    { title: "anything of a unit first seen", watched: stays, stamps: undefined, due: false },
    { title: "what was read", watched: stays, stamps: new Map([["a", "1"]]), due: false },
    { title: "what was read in another state", watched: stays, stamps: new Map([["a", "2"]]), due: true },
    { title: "what was never read", watched: stays, stamps: new Map([["b", "1"]]), due: true },
  ];
  for (const { title, watched, stamps, due } of cases) {
    it(`says ${due ? "yes" : "no"} to ${title}`, () => {
      expect(isDue(watched, stamps)).to.equal(due);
    });
  }
});
