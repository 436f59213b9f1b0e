import { expect } from "chai";
import { didYouMean, nearest } from "../../src/inventory/did-you-mean.ts";

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
  ];
  for (const [name, candidates, expected] of cases)
    it(`${name} of ${candidates.join(", ")}`, () => expect(nearest(name, candidates)).to.equal(expected));

  it("makes an ending for a message", () => {
    expect(didYouMean("usres", ["users"])).to.equal('; did you mean "users"?');
    expect(didYouMean("zzz", ["users"])).to.equal("");
  });
});
