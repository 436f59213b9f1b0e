import { expect } from "chai";
import { fleetUp } from "../support/fleet.ts";
import { killControllers } from "../support/killing.ts";

describe("a controller that is killed", () => {
  it("leaves old or new content and no lost reload, and the next apply does the rest", async () => {
    const { kills, faults } = await killControllers(await fleetUp(), 3);
    expect(faults).to.deep.equal([]);
    expect(kills).to.be.greaterThan(0);
  });
});
