import { expect } from "chai";
import {
  continentCodes,
  continentOf,
  countryCodes,
  countryName,
  hintOfContinent,
  hintOfCountry,
  townsOf,
} from "../../src/geo/countries.ts";

describe("countries", () => {
  it("are all of ISO 3166-1, those that databases use beside it among them, in order", () => {
    expect(countryCodes).to.include.members(["DE", "IN", "US", "XK", "AQ", "BV", "UM"]);
    expect(countryCodes.length).to.be.at.least(250);
    expect(countryCodes).to.deep.equal([...new Set(countryCodes)].sort());
  });

  it("each lie on a continent", () => {
    expect(continentCodes).to.deep.equal(["AF", "AN", "AS", "EU", "NA", "OC", "SA"]);
    for (const code of countryCodes) expect(continentCodes).to.include(continentOf(code));
    expect([continentOf("BR"), continentOf("??")]).to.deep.equal(["SA", "EU"]);
  });

  it("have English names", () => {
    expect([countryName("DE"), countryName("??")]).to.deep.equal(["Germany", "??"]);
  });

  it("have twelve towns at most, the largest first, with places on the earth", () => {
    for (const code of countryCodes) {
      const towns = townsOf(code);
      expect(towns.length).to.be.at.most(12);
      const people = towns.map(({ population }) => population);
      expect(people).to.deep.equal(people.toSorted((a, b) => b - a));
      for (const { latitude, longitude } of towns) expect(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180, code).to.equal(true);
    }
    expect(townsOf("RU").length).to.equal(12);
    expect(townsOf("BV")).to.deep.equal([]);
  });

  const hints: readonly (readonly [string, string])[] = [
    ["UK", "Did you mean GB?"],
    ["uk", "Did you mean GB?"],
    ["EL", "Did you mean GR?"],
    ["de", "Did you mean DE?"],
    ["Germany", "Codes are those of ISO 3166-1, two letters, such as DE"],
  ];
  for (const [code, hint] of hints) {
    it(`are hinted at for "${code}"`, () => {
      expect(hintOfCountry(code)).to.equal(hint);
    });
  }

  it("have continents that are hinted at", () => {
    expect(hintOfContinent("EUR")).to.contain('Did you mean "EU"?');
  });
});
