import { expect } from "chai";
import fc from "fast-check";
import { mapPoint } from "../../src/geo/map-point.ts";
import { MAP_SIZE } from "../../src/geo/shapes.ts";

/** What of d3-geo draws the shapes; the package has no types of its own. */
interface Projections {
  geoNaturalEarth1(): { fitWidth(width: number, shape: object): (place: readonly [number, number]) => readonly [number, number] };
}

describe("mapPoint", () => {
  it("puts a place where the shapes have it: as d3-geo does", async () => {
    const name = "d3-geo";
    const { geoNaturalEarth1 } = (await import(name)) as Projections;
    const projection = geoNaturalEarth1().fitWidth(MAP_SIZE.width, { type: "Sphere" });
    const degrees = (limit: number): fc.Arbitrary<number> => fc.double({ min: -limit, max: limit, noNaN: true });
    fc.assert(
      fc.property(degrees(90), degrees(180), (latitude, longitude) => {
        const { x, y } = mapPoint({ latitude, longitude });
        const [wantX, wantY] = projection([longitude, latitude]);
        expect(x).to.be.closeTo(wantX, 0.5);
        expect(y).to.be.closeTo(wantY, 0.5);
      }),
    );
  });
});
