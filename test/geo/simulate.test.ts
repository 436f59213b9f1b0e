import { expect } from "chai";
import fc from "fast-check";
import { ALL_WELL } from "../../src/geo/answer.ts";
import { countViews, sharesOf, totalOf } from "../../src/geo/simulate.ts";
import { generatedFleet } from "../support/generated-orders.ts";
import { database, orders, service } from "./small-fleet.ts";

const loads = countViews(orders, database);

describe("countViews", () => {
  it("counts addresses of IPv4, networks of IPv6 and countries by the view that answers them", () => {
    expect(Object.fromEntries(loads)).to.deep.equal({
      DE: { v4: 256, v6: 1, countries: 1 },
      US: { v4: 512, v6: 0, countries: 1 },
      IN: { v4: 256, v6: 0, countries: 1 },
      "*": { v4: 0, v6: 1, countries: 1 },
    });
    expect(totalOf(loads)).to.deep.equal({ v4: 1024, v6: 2, countries: 4 });
  });
});

describe("sharesOf", () => {
  it("shares a view's load among the hosts of its answer", () => {
    expect(Object.fromEntries(sharesOf(service("web"), loads, { orders, state: ALL_WELL }))).to.deep.equal({
      eu1: { v4: 128, v6: 1, countries: 1 },
      eu2: { v4: 128, v6: 1, countries: 1 },
      eu3: { v4: 0, v6: 0, countries: 0 },
      us: { v4: 512, v6: 0, countries: 1 },
      in: { v4: 256, v6: 0, countries: 1 },
    });
  });

  it("says who takes over", () => {
    const state = { drained: ["in"], down: new Set(["web us", "web eu1"]) };
    const shares = sharesOf(service("web"), loads, { orders, state });
    expect(shares.get("eu2")).to.deep.equal({ v4: 1024, v6: 2, countries: 4 });
  });

  it("neither loses nor makes any load, whatever the fleet", () => {
    fc.assert(
      fc.property(generatedFleet, (fleet) => {
        const counted = countViews(fleet.orders, database);
        for (const one of fleet.orders.services) {
          const shares = sharesOf(one, counted, fleet);
          expect(totalOf(shares).v4).to.be.closeTo(totalOf(counted).v4, 1e-6);
        }
      }),
      { numRuns: 30 },
    );
  });
});
