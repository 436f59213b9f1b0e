import { expect } from "chai";
import fc from "fast-check";
import { continentCodes, continentOf, countryCodes } from "../../src/geo/countries.ts";
import { rankRegions, regionOrder, type Site } from "../../src/geo/region-order.ts";

const NONE = { countries: {}, continents: {} };

const frankfurt: Site = { name: "eu", latitude: 50.11, longitude: 8.68 };
const newYork: Site = { name: "us", latitude: 40.71, longitude: -74.01 };
const mumbai: Site = { name: "in", latitude: 19.08, longitude: 72.88 };
const sites = [frankfurt, newYork, mumbai];

const generatedSites: fc.Arbitrary<readonly Site[]> = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom("eu", "us", "in", "za", "br", "au"),
    latitude: fc.double({ min: -90, max: 90, noNaN: true }),
    longitude: fc.double({ min: -180, max: 180, noNaN: true }),
  }),
  { minLength: 1, selector: ({ name }) => name },
);
const country = fc.constantFrom(...countryCodes);

describe("regionOrder", () => {
  const facts: readonly (readonly [string, string])[] = [
    // By its centroid it would be India.
    ["RU", "eu,in,us"],
    ["DE", "eu,us,in"],
    ["BR", "us,eu,in"],
    ["ZA", "in,eu,us"],
    ["JP", "in,eu,us"],
    ["AU", "in,eu,us"],
    // Its largest towns are in metropolitan France, whatever its shape.
    ["FR", "eu,us,in"],
    // Nobody lives there: as its continent.
    ["UM", "in,us,eu"],
  ];
  for (const [code, order] of facts) {
    it(`serves ${code} from ${order}`, () => {
      expect(regionOrder(code, sites, NONE).join()).to.equal(order);
    });
  }

  it("is the same for Amsterdam in Frankfurt's place", () => {
    const amsterdam = { name: "eu", latitude: 52.37, longitude: 4.9 };
    expect(regionOrder("RU", [amsterdam, newYork, mumbai], NONE)).to.deep.equal(["eu", "in", "us"]);
  });

  it("has each region once, the nearest first, in whatever order they are given", () => {
    fc.assert(
      fc.property(country, generatedSites, (code, given) => {
        const ranked = rankRegions(code, given, NONE);
        expect(ranked.map(({ name }) => name)).to.have.members(given.map(({ name }) => name));
        const kms = ranked.map(({ km = NaN }) => km);
        expect(kms).to.deep.equal(kms.toSorted((a, b) => a - b));
        expect(regionOrder(code, given.toReversed(), NONE)).to.deep.equal(ranked.map(({ name }) => name));
      }),
    );
  });

  it("orders regions in one place by their names", () => {
    const twins = ["b", "a", "c"].map((name) => ({ ...frankfurt, name }));
    expect(regionOrder("DE", twins, NONE)).to.deep.equal(["a", "b", "c"]);
  });

  it("puts those of overrides first; a country's own win over its continent's", () => {
    const overrides = { countries: { RU: ["us"] }, continents: { AS: ["in"], EU: ["in"] } };
    expect(regionOrder("RU", sites, overrides)).to.deep.equal(["us", "eu", "in"]);
    expect(regionOrder("DE", sites, overrides)).to.deep.equal(["in", "eu", "us"]);
    expect(rankRegions("DE", sites, overrides)[0]).to.deep.equal({ name: "in", km: undefined });
    fc.assert(
      fc.property(country, fc.constantFrom(...continentCodes), fc.shuffledSubarray(["eu", "us", "in"]), (code, continent, first) => {
        const order = regionOrder(code, sites, { countries: {}, continents: { [continent]: first } });
        if (continentOf(code) === continent) expect(order.slice(0, first.length)).to.deep.equal(first);
        else expect(order).to.deep.equal(regionOrder(code, sites, NONE));
      }),
    );
  });

  it("has an order for every code of the country databases", () => {
    for (const code of countryCodes) expect(regionOrder(code, sites, NONE), code).to.have.members(["eu", "us", "in"]);
    for (const { km } of countryCodes.flatMap((code) => rankRegions(code, sites, NONE))) expect(km).to.be.within(0, 20_016);
  });
});
