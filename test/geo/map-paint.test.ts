import { expect } from "chai";
import { mapPaint } from "../../src/geo/map-paint.ts";

describe("mapPaint", () => {
  it("has 35 paints, the first seven of which are colours alone", () => {
    const paints = Array.from({ length: 35 }, (_, index) => mapPaint(index));
    expect(new Set(paints.map(({ fill }) => fill)).size).to.equal(35);
    expect(paints.map(({ definition }) => definition === undefined)).to.deep.equal(paints.map((_, index) => index < 7));
    const bodies = paints.slice(7).map(({ definition = "" }) => definition.replace(/id="[^"]*"/, ""));
    expect(new Set(bodies).size).to.equal(28);
  });

  it("defines the pattern that it fills with", () => {
    const { fill, definition } = mapPaint(7);
    expect(fill).to.equal("url(#paint-7)");
    expect(definition).to.contain('<pattern id="paint-7"').and.to.contain("#0072B2");
  });

  it("begins anew after that", () => {
    expect(mapPaint(35)).to.deep.equal(mapPaint(0));
  });
});
