import { expect } from "chai";
import { recordFigure } from "../../support/figures.ts";
import { fleetUp } from "../../support/fleet.ts";
import { killControllers } from "../../support/killing.ts";

const ROUNDS = 30;

describe("30 controllers that are killed at random moments, three hosts side by side", () => {
  it("leave old or new content and no lost reload, and each following apply converges", async () => {
    const { kills, runS, faults } = await killControllers(await fleetUp(), ROUNDS);
    recordFigure({ figure: "killed before their end", measured: `${kills} of ${ROUNDS}`, bar: "30 tries", met: kills > 0 });
    recordFigure({ figure: "an undisturbed run", measured: `${runS.toFixed(1)} s`, bar: "≤ 20 s", met: runS <= 20 });
    recordFigure({
      figure: "mixed content, lost reloads, runs that do not converge",
      measured: `${faults.length}`,
      bar: "0",
      met: faults.length === 0,
    });
    expect(faults).to.deep.equal([]);
  });
});
