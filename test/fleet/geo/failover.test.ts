import { expect } from "chai";
import { nameServers } from "../../support/dns-fleet.ts";
import { BACK_WITHIN, causes, servedFleet, type ServedFleet, services } from "../../support/served-fleet.ts";

const INDIAN = "103.21.58.1";

/** Seconds more than on a quiet machine, where `npm run prove geo` holds the bars themselves. */
const BUSY = 10;

describe("failover without the controller", function () {
  this.timeout(180_000);
  let fleet: ServedFleet;
  before(async function () {
    this.timeout(900_000);
    fleet = await servedFleet("geo");
  });
  after(async () => {
    await fleet.apply(undefined, ["--force"]);
  });

  for (const { cause, service, breaks, mends, within } of causes) {
    it(`leaves out a host that ${cause}, and takes it back`, async () => {
      await fleet.forget();
      fleet.sh("us", breaks);
      const out = await fleet.until(fleet.address("eu"), { service }).finally(() => fleet.sh("us", mends));
      const back = await fleet.until(fleet.address("us"), { service });
      expect(out).to.be.lessThan(within + BUSY);
      expect(back).to.be.lessThan(BACK_WITHIN + BUSY);
    });
  }

  it("gives everybody to the last host alive, and keeps the last map when there is none", async () => {
    for (const host of ["us", "eu"]) fleet.sh(host, "systemctl stop nginx");
    await fleet.until(fleet.address("in"));
    fleet.sh("in", "systemctl stop nginx");
    await new Promise((resolve) => setTimeout(resolve, 20_000));
    for (const server of nameServers) expect(fleet.answer(server)).to.equal(fleet.address("in"));
    for (const host of nameServers) fleet.sh(host, "systemctl start nginx");
    await fleet.until(fleet.address("us"), { servers: nameServers });
  });

  it("keeps its map where it is itself cut off: no other host answers, and no witness", async () => {
    expect(fleet.answer("in")).to.equal(fleet.address("us"));
    const chain = "nft add table inet t && nft add chain inet t out '{ type filter hook output priority -300; }'";
    fleet.sh("in", `${chain} && nft add rule inet t out tcp dport '{ 53, 8080, 8443 }' oifname != lo drop`);
    try {
      await new Promise((resolve) => setTimeout(resolve, 25_000));
      const text = fleet.sh("in", "/usr/local/lib/geosteer/geo status");
      const { checks } = JSON.parse(text) as { checks: readonly { host: string; inMap: boolean }[] };
      expect(checks.filter(({ inMap }) => !inMap)).to.deep.equal([]);
      expect(fleet.answer("in")).to.equal(fleet.address("us"));
    } finally {
      fleet.sh("in", "nft delete table inet t");
    }
    await fleet.until(fleet.address("us"), { servers: ["in"] });
  });

  it("drains a host by hand on all name servers, over a restart of them, and never the last one", async () => {
    expect(await fleet.infra(["geo", "drain", "in"], services)).to.include({ status: 0 });
    for (const server of nameServers) expect(fleet.answer(server, { from: INDIAN })).to.equal(fleet.address("eu"));
    fleet.sh("us", "systemctl restart geo-failover knot");
    await fleet.until(fleet.address("eu"), { from: INDIAN, servers: ["us"] });
    expect(await fleet.infra(["geo", "drain", "us"], services)).to.include({ status: 0 });
    const last = await fleet.infra(["geo", "drain", "eu"], services);
    expect(last.status).to.equal(1);
    for (const host of ["us", "in"]) expect(await fleet.infra(["geo", "undrain", host], services)).to.include({ status: 0 });
    for (const server of nameServers) expect(fleet.answer(server, { from: INDIAN })).to.equal(fleet.address("in"));
  });
});
