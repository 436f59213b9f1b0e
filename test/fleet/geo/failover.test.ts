import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { nameServers } from "../../support/dns-fleet.ts";
import { BACK_WITHIN, causes, servedFleet, type ServedFleet, services } from "../../support/served-fleet.ts";
import { MAP_PROGRAM, stageMap } from "../../support/stage-map.ts";

/** Addresses that the database places in India and in Germany. */
const [INDIAN, GERMAN] = ["103.21.58.1", "88.198.0.1"];

/** Seconds more than on a quiet machine, where `npm run prove geo` holds the bars themselves. */
const BUSY = 10;

interface Status {
  readonly cutOff: readonly { readonly family: string }[];
  readonly checks: readonly { readonly host: string; readonly inMap: boolean; readonly reason: string }[];
}

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

  it("does so on the secondaries alone, when the primary is frozen as a whole", async () => {
    const docker = (word: string): unknown => execFileSync("docker", [word, `${fleet.prefix}-eu`], { stdio: "ignore" });
    const asked = { from: GERMAN, servers: ["us", "in"] };
    await fleet.until(fleet.address("eu"), asked);
    docker("pause");
    const out = await fleet.until(fleet.address("us"), asked).finally(() => docker("unpause"));
    const back = await fleet.until(fleet.address("eu"), asked);
    expect(out).to.be.lessThan(20 + BUSY);
    expect(back).to.be.lessThan(BACK_WITHIN + BUSY);
  });

  it("answers with both hosts of a region, and with the one that is left", async () => {
    await fleet.forget();
    for (const server of nameServers) {
      const digest = stageMap(fleet, server, "s/^order \\([0-9]*\\) .*/order \\1 us,in|eu/");
      fleet.sh(server, `${MAP_PROGRAM} swap ${digest} && ${MAP_PROGRAM} confirm ${digest}`);
    }
    const both = ["us", "in"].map(fleet.address).sort().join(" ");
    for (const server of nameServers) expect(fleet.answer(server)).to.equal(both);
    fleet.sh("us", "systemctl stop nginx");
    await fleet.until(fleet.address("in"), { servers: nameServers }).finally(() => fleet.sh("us", "systemctl start nginx"));
    await fleet.until(both, { servers: nameServers });
    await fleet.apply(services);
  });

  it("keeps its map where it is itself cut off: no other host answers, and no witness", async () => {
    await fleet.until(fleet.address("us"), { servers: ["in"] });
    const chain = "nft add table inet t && nft add chain inet t out '{ type filter hook output priority -300; }'";
    fleet.sh("in", `${chain} && nft add rule inet t out tcp dport '{ 53, 8080, 8443 }' oifname != lo drop`);
    try {
      await staysFor(25);
      const { cutOff, checks } = statusOf("in");
      expect(cutOff.map(({ family }) => family)).to.deep.equal(["IPv4", "IPv6"]);
      expect(checks.filter(({ inMap }) => !inMap)).to.deep.equal([]);
      const { stdout } = await fleet.infra(["geo", "status"], services);
      expect(stdout).to.match(/^in: map [^]*^ {2}cut off over IPv4 since [-0-9:.TZ]+: other hosts stay as they were$/m);
      const [us] = checks.filter(({ host }) => host === "us");
      expect(us?.reason).to.equal("not known: there is no way to it from here");
    } finally {
      fleet.sh("in", "nft delete table inet t");
    }
    await staysFor(12);
    expect(statusOf("in").cutOff).to.deep.equal([]);
  });

  /** Holds that `in` goes on to send Americans to us. */
  async function staysFor(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      expect(fleet.answer("in")).to.equal(fleet.address("us"));
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  function statusOf(server: string): Status {
    return JSON.parse(fleet.sh(server, `${MAP_PROGRAM} status`)) as Status;
  }

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
