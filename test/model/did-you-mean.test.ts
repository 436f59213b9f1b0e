import { expect } from "chai";
import { didYouMean, hintOfWords, nearest } from "../../src/model/did-you-mean.ts";

describe("nearest", () => {
  const cases: readonly (readonly [name: string, candidates: readonly string[], expected: string | undefined])[] = [
    ["apt-sources", ["apt_sources", "users"], "apt_sources"],
    ["Users", ["users"], "users"],
    ["usres", ["users"], "users"],
    ["sysctl", ["sysctls", "services"], "sysctls"],
    ["privfrontend", ["privfrontends", "pizza"], "privfrontends"],
    ["ue", ["us", "in", "eu"], "us"],
    ["wbe", ["db", "web"], "web"],
    ["web", ["db"], undefined],
    ["abc", ["xyc"], undefined],
    ["users", ["users"], undefined],
    ["a", [], undefined],
    ["ba", ["ab"], "ab"],
    ["abdc", ["abcd"], "abcd"],
    ["x".repeat(100), [`${"x".repeat(99)}y`], `${"x".repeat(99)}y`],
    ["x".repeat(101), [`${"x".repeat(100)}y`], undefined],
  ];
  for (const [name, candidates, expected] of cases)
    it(`${name} of ${candidates.join(", ")}`, () => expect(nearest(name, candidates)).to.equal(expected));

  it("makes an ending for a message", () => {
    expect(didYouMean("usres", ["users"])).to.equal('; did you mean "users"?');
    expect(didYouMean("zzz", ["users"])).to.equal("");
  });

  it("makes a hint of all words that there are", () => {
    expect(hintOfWords("usres", ["motd", "users"])).to.equal('Did you mean "users"? known: motd, users');
    expect(hintOfWords("zzz", ["motd", "users"])).to.equal("known: motd, users");
    expect(hintOfWords("zzz", [])).to.equal("There is none");
  });
});
