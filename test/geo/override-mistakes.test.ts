import { expect } from "chai";
import { overrideMistakes } from "../../src/geo/override-mistakes.ts";

describe("overrideMistakes", () => {
  it("is nothing where all codes and regions are known", () => {
    expect(overrideMistakes({ countries: { GB: ["us", "eu"] }, continents: { NA: ["us"] } }, ["eu", "us"])).to.deep.equal([]);
  });

  it("tells unknown codes and regions, with the one that was meant", () => {
    expect(overrideMistakes({ countries: { UK: ["eu"], DE: ["asia"] }, continents: { XX: ["ue"] } }, ["eu", "us"])).to.deep.equal([
      { path: ["countries", "UK"], message: 'there is no country "UK"', hint: "Did you mean GB?" },
      { path: ["countries", "DE"], message: 'there is no region "asia"', hint: "known: eu, us" },
      { path: ["continents", "XX"], message: 'there is no continent "XX"', hint: "known: AF, AN, AS, EU, NA, OC, SA" },
      { path: ["continents", "XX"], message: 'there is no region "ue"', hint: 'Did you mean "eu"? known: eu, us' },
    ]);
  });
});
