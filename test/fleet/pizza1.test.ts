import { expect } from "chai";
import { infra, summaryOf } from "../support/controller.ts";
import { type Fleet, fleetUp } from "../support/fleet.ts";

describe("the playbook pizza1", () => {
  let fleet: Fleet;
  before(async () => {
    fleet = await fleetUp("pizza");
  });

  it("comes to be on a fresh host, and then stays as it is in one exchange", async () => {
    const args = ["apply", "pizza1", "-i", "inventory", "-i", fleet.inventoryFile, "--yes", "--json"];
    const first = await infra(args);
    expect(first.status, `${first.stdout.slice(-2000)}${first.stderr}`).to.equal(0);
    expect(summaryOf(first)["eu"]).to.include({ failed: 0, outcome: "changed" });
    const onion = fleet.sh("eu", "cat /var/lib/tor/web/hostname").trim();
    expect(first.stdout).to.include(onion);
    const again = summaryOf(await infra(args))["eu"];
    expect(again).to.include({ changed: 0, failed: 0, exchanges: 1, outcome: "unchanged" });
    expect(again?.resources).to.be.at.least(25);
  });
});
