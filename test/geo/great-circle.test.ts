import { expect } from "chai";
import fc from "fast-check";
import { greatCircleKm, type Place } from "../../src/geo/great-circle.ts";

const place: fc.Arbitrary<Place> = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});
const HALF_WAY_KM = Math.PI * 6371;

describe("greatCircleKm", () => {
  const known: readonly (readonly [string, Place, Place, number])[] = [
    ["Berlin to New York", { latitude: 52.52, longitude: 13.405 }, { latitude: 40.713, longitude: -74.006 }, 6385],
    ["one side of the date line to the other", { latitude: 0, longitude: 179.5 }, { latitude: 0, longitude: -179.5 }, 111],
    ["pole to pole", { latitude: 90, longitude: 0 }, { latitude: -90, longitude: 77 }, HALF_WAY_KM],
    ["a place to itself", { latitude: 19.1, longitude: 72.9 }, { latitude: 19.1, longitude: 72.9 }, 0],
  ];
  for (const [title, from, to, km] of known) {
    it(`measures from ${title}`, () => {
      expect(greatCircleKm(from, to)).to.be.closeTo(km, 1);
    });
  }

  it("is the same both ways, never longer than a third place between, nor than half way round", () => {
    fc.assert(
      fc.property(place, place, place, (a, b, c) => {
        const direct = greatCircleKm(a, b);
        expect(direct).to.be.closeTo(greatCircleKm(b, a), 1e-6);
        expect(direct).to.be.at.most(greatCircleKm(a, c) + greatCircleKm(c, b) + 1e-3);
        expect(direct).to.be.within(0, HALF_WAY_KM + 1e-6);
      }),
    );
  });
});
