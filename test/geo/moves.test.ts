import { expect } from "chai";
import fc from "fast-check";
import { ALL_WELL, type GeoState } from "../../src/geo/answer.ts";
import { type Move, movesOf } from "../../src/geo/moves.ts";
import { countViews, type Load, sharesOf } from "../../src/geo/simulate.ts";
import { generatedFleet } from "../support/generated-orders.ts";
import { database, orders, service } from "./small-fleet.ts";

function down(...pairs: readonly string[]): GeoState {
  return { drained: [], down: new Set(pairs) };
}

describe("movesOf", () => {
  const loads = countViews(orders, database);
  const cases: readonly { readonly title: string; readonly after: GeoState; readonly moves: readonly Move[] }[] = [
    { title: "nothing where all stays as it is", after: ALL_WELL, moves: [] },
    {
      title: "one of two hosts that share a region",
      after: down("web eu2"),
      // The network of a country that is none is served in the order of regions.
      moves: [{ from: "eu2", to: "eu1", load: { v4: 128, v6: 1, countries: 1 } }],
    },
    {
      title: "both, for a spare",
      after: down("web eu1", "web eu2"),
      moves: [
        { from: "eu1", to: "eu3", load: { v4: 128, v6: 1, countries: 1 } },
        { from: "eu2", to: "eu3", load: { v4: 128, v6: 1, countries: 1 } },
      ],
    },
    {
      title: "one that is alone, for two that share its load",
      after: down("web us"),
      moves: [
        { from: "us", to: "eu1", load: { v4: 256, v6: 0, countries: 0.5 } },
        { from: "us", to: "eu2", load: { v4: 256, v6: 0, countries: 0.5 } },
      ],
    },
  ];
  for (const { title, after, moves } of cases) {
    it(`tells of ${title}`, () => {
      expect(movesOf(service("web"), loads, { orders, before: ALL_WELL, after })).to.deep.equal(moves);
    });
  }

  it("says what makes one simulation of the other, whatever the fleet", () => {
    fc.assert(
      fc.property(generatedFleet, fc.array(fc.nat({ max: 1000 }), { minLength: 5, maxLength: 5 }), (fleet, sizes) => {
        const views = new Map(fleet.orders.views.map(({ key }, index) => [key, load(sizes[index % sizes.length] ?? 0)]));
        for (const one of fleet.orders.services) {
          const before = sharesOf(one, views, { orders: fleet.orders, state: ALL_WELL });
          const after = sharesOf(one, views, fleet);
          const moves = movesOf(one, views, { orders: fleet.orders, before: ALL_WELL, after: fleet.state });
          for (const host of one.hosts) {
            const gained = sum(moves.filter(({ to }) => to === host)) - sum(moves.filter(({ from }) => from === host));
            expect((before.get(host)?.v4 ?? 0) + gained).to.be.closeTo(after.get(host)?.v4 ?? 0, 1e-6);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});

function load(v4: number): Load {
  return { v4, v6: 0, countries: 1 };
}

function sum(moves: readonly Move[]): number {
  return moves.reduce((total, one) => total + one.load.v4, 0);
}
