import { expect } from "chai";
import type { HostSummary } from "../../src/model/event.ts";
import { type Ended, infra, summaryOf } from "../support/controller.ts";
import { type Fleet, fleetUp } from "../support/fleet.ts";

describe("the playbook pizza1, after all", () => {
  let fleet: Fleet;
  before(async function () {
    this.timeout(900_000);
    fleet = await fleetUp("cli", { lab: true });
    await applied("all");
  });

  async function applied(playbook: string): Promise<{ readonly ended: Ended; readonly hosts: Readonly<Record<string, HostSummary>> }> {
    const ended = await infra(["apply", playbook, "-i", "inventory", "-i", fleet.inventoryFile, "--yes", "--json"]);
    expect(ended.status, `${ended.stdout.slice(-4000)}${ended.stderr}`).to.equal(0);
    return { ended, hosts: summaryOf(ended) };
  }

  it("comes to be, and tells its onion address", async function () {
    this.timeout(900_000);
    const { ended, hosts } = await applied("pizza1");
    expect(hosts["eu"]).to.include({ failed: 0, outcome: "changed" });
    expect(ended.stdout).to.include(fleet.sh("eu", "cat /var/lib/tor/web/hostname").trim());
  });

  it("serves what it is for: us comes through the tunnel, and back by what eu forwards", async () => {
    const { hosts } = await applied("vpn");
    expect(Object.keys(hosts)).to.deep.equal(["us", "in"]);
    // HAProxy looks every ten seconds whether the far end is there.
    const once = (port: number): string => `timeout 5 bash -c 'exec 3<>/dev/tcp/10.7.0.1/${port}; head -c 4 <&3' 2>/dev/null`;
    const greeting = (port: number): string => `for _ in $(seq 20); do ${once(port)} | grep . && break; sleep 2; done`;
    expect(fleet.sh("us", greeting(22))).to.equal("SSH-\n");
    expect(fleet.sh("in", greeting(2222))).to.equal("SSH-\n");
  });

  it("stays as it is, and so does all, in one exchange a host", async () => {
    const [all, pizza1] = [await applied("all"), await applied("pizza1")];
    for (const host of [...Object.values(all.hosts), ...Object.values(pizza1.hosts)])
      expect(host).to.include({ changed: 0, failed: 0, exchanges: 1, outcome: "unchanged" });
    expect((all.hosts["eu"]?.resources ?? 0) + (pizza1.hosts["eu"]?.resources ?? 0)).to.be.at.least(120);
  });
});
