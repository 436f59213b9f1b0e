import { expect } from "chai";
import { dnsFleet, nameServers } from "../../support/dns-fleet.ts";
import { forgetUpdates, updateWhileDeploying } from "../../support/dynamic-updates.ts";
import { recordFigure } from "../../support/figures.ts";

const [UPDATES, DEPLOYMENTS] = [200, 20];

describe("dynamic updates while zones are deployed", () => {
  it("are all taken, and held by every name server", async () => {
    const fleet = await dnsFleet("geo");
    await fleet.apply();
    const { taken, kept, deployed, last } = await updateWhileDeploying(fleet, { updates: UPDATES, deployments: DEPLOYMENTS });
    record("deployments of a zone that changed it, while its hosts sent updates", deployed, DEPLOYMENTS);
    record(`updates during ${DEPLOYMENTS} deployments that the primary took`, taken, UPDATES);
    for (const [index, server] of nameServers.entries())
      record(`updates that ${server} holds after them and a restart of the primary`, kept[index] ?? 0, UPDATES);
    record("name servers that hold the last deployment, with one serial for each zone", sameAsLast(last), nameServers.length);
    await forgetUpdates(fleet);
    expect({ taken, kept, deployed }).to.deep.equal({ taken: UPDATES, kept: nameServers.map(() => UPDATES), deployed: DEPLOYMENTS });
    expect(sameAsLast(last), last.join("; ")).to.equal(nameServers.length);
  });
});

function sameAsLast(last: readonly string[]): number {
  return last.filter((held) => held === last[0] && held.startsWith(`"${DEPLOYMENTS - 1}" `)).length;
}

function record(figure: string, measured: number, all: number): void {
  recordFigure({ figure, measured: `${measured} of ${all}`, bar: "all", met: measured === all });
}
