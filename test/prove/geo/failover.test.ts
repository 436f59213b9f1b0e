import { expect } from "chai";
import { recordFigure } from "../../support/figures.ts";
import { BACK_WITHIN, causes, servedFleet } from "../../support/served-fleet.ts";

const ROUNDS = 10;

describe("failover, ten times of each cause", () => {
  for (const { cause, service, breaks, mends, within } of causes) {
    it(`a host that ${cause}`, async () => {
      const fleet = await servedFleet("geo");
      const outs: number[] = [];
      const backs: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        await fleet.forget();
        // Somewhere between two checks.
        await new Promise((resolve) => setTimeout(resolve, round * 500));
        fleet.sh("us", breaks);
        outs.push(await fleet.until(fleet.address("eu"), { service }));
        fleet.sh("us", mends);
        backs.push(await fleet.until(fleet.address("us"), { service }));
      }
      record(`a host that ${cause}: out of all answers, at the latest after`, outs, within);
      record(`a host that ${cause}: back, at the latest after`, backs, BACK_WITHIN);
      expect(outs).to.have.length(ROUNDS);
    });
  }
});

function record(figure: string, seconds: readonly number[], bar: number): void {
  const [longest, met] = [Math.max(...seconds), seconds.filter((one) => one <= bar).length];
  recordFigure({ figure, measured: `${longest.toFixed(1)} s, ${met} of ${ROUNDS} in time`, bar: `≤ ${bar} s`, met: met === ROUNDS });
}
