import { expect } from "chai";
import { geoProxyBackend } from "../../../roles/geo-proxy-backend/role.ts";
import type { HostSummary } from "../../../src/model/event.ts";
import { infra, summaryOf } from "../../support/controller.ts";
import type { Fleet } from "../../support/fleet.ts";
import { addressOf, lendAddress, proxyFleet } from "../../support/geo-proxy.ts";
import { roleOn } from "../../support/role-on.ts";
import { AMERICAN } from "../../support/served-fleet.ts";
import { settle } from "../../support/settle.ts";

describe("the playbook geo-proxy", () => {
  let fleet: Fleet;
  before(async function () {
    this.timeout(600_000);
    fleet = await proxyFleet();
  });

  async function applied(): Promise<Readonly<Record<string, HostSummary>>> {
    const ended = await infra(["apply", "geo-proxy", "-i", "inventory", "-i", fleet.inventoryFile, "--yes", "--json"]);
    expect(ended.status, `${ended.stdout.slice(-3000)}${ended.stderr}`).to.equal(0);
    return summaryOf(ended);
  }

  const lastLogged = (): string => fleet.sh("in", "sleep 0.2; tail -n 1 /var/log/nginx/geo-proxy.log");

  it("makes the fleet's proxy of geo_map and the fetched database, and leaves it as it is in one exchange", async () => {
    const first = await applied();
    expect(Object.keys(first)).to.deep.equal(["in"]);
    expect(first["in"]).to.include({ failed: 0, outcome: "changed" });
    expect((await applied())["in"]).to.include({ changed: 0, failed: 0, exchanges: 1, outcome: "unchanged" });
  });

  it("hands requests to a host that serves, also where the nearest ones do not", async () => {
    await settle(fleet.host("eu"), ...roleOn(geoProxyBackend, fleet.host("eu"), { proxies: [addressOf(fleet, "in")] }));
    const ask = `curl -s -m 10 -o /dev/null -w '%{http_code}' -H 'Host: proxied.example.org' http://${addressOf(fleet, "in")}:8080/`;
    expect(fleet.sh("lab", ask)).to.equal("200");
    expect(lastLogged()).to.include(`upstream="${addressOf(fleet, "eu")}:80"`);
  });

  it("knows countries by the fetched database", () => {
    lendAddress(fleet, "in", AMERICAN);
    fleet.sh(
      "lab",
      `curl -s -m 10 -o /dev/null --interface ${AMERICAN} -H 'Host: proxied.example.org' http://${addressOf(fleet, "in")}:8080/`,
    );
    expect(lastLogged()).to.include(`${AMERICAN} [`).and.include(" country=US region=us ");
  });
});
