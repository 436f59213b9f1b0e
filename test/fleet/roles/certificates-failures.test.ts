import { expect } from "chai";
import { type CertificateFleet, certificateFleet, SERVED } from "../../support/certificate-fleet.ts";
import { nameServers } from "../../support/dns-fleet.ts";
import { type Pebble, stopPebble } from "../../../src/sandbox/pebble.ts";
import { secondsUntil } from "../../support/seconds-until.ts";

const LIFETIME_S = 210;
const CONF = "/etc/certificates";

describe("certificates where something is wrong", () => {
  let fleet: CertificateFleet;
  let pebble: Pebble;
  let first: string;
  before(async function () {
    this.timeout(900_000);
    fleet = await certificateFleet();
    pebble = fleet.authority(LIFETIME_S);
    await fleet.bring({ hosts: ["eu", "us"], reload: [["sh", "-c", "echo read >>/srv/reads; [ ! -e /srv/refuse ]"]] }, "eu,us");
    for (const host of ["eu", "us"]) fleet.sh(host, "systemctl stop certificates.timer");
    first = fleet.serial("eu");
  });

  after(() => {
    fleet.sh("eu", "systemctl start ssh");
    fleet.sh("in", "systemctl start knot");
    for (const host of nameServers) fleet.sh(host, "rm -f /srv/refuse");
    stopPebble(fleet);
  });

  const untilLeft = async (host: string, seconds: number): Promise<number> =>
    await secondsUntil("due", () => (fleet.left(host) < seconds ? "due" : ""), { patienceS: LIFETIME_S });

  it("leave the old one in force, and say why, without an order: a wrong key, no CNAME, a name server that is down", async function () {
    this.timeout(240_000);
    expect(fleet.look("eu")).to.equal("0 example.org: ok: in force");
    await untilLeft("eu", LIFETIME_S / 3);
    // The next host leaves it to the first one, which it cannot reach, as long as more than a quarter is left.
    fleet.sh("eu", "systemctl stop ssh");
    expect(fleet.look("us")).to.include("0 example.org: ok: in force; a new one is awaited from eu");

    fleet.sh(
      "eu",
      `cp -p ${CONF}/tsig.knot /root/; echo hmac-sha256:acme.eu:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= >${CONF}/tsig.knot`,
    );
    const wrongKey = fleet.look("eu");
    fleet.sh("eu", `cp -p /root/tsig.knot ${CONF}/tsig.knot`);
    expect(wrongKey).to.match(/^1 example.org: failed: the primary name server [0-9.]+ takes no change by the key acme.eu: .*BADSIG/);

    fleet.sh(
      "eu",
      "knotc -b zone-begin example.org && knotc -b zone-unset example.org _acme-challenge.us CNAME && knotc -b zone-commit example.org",
    );
    const noCname = fleet.look("eu");
    fleet.sh(
      "eu",
      "knotc zone-begin example.org && knotc zone-set example.org _acme-challenge.us 300 CNAME us.acme && knotc zone-commit example.org",
    );
    expect(noCname).to.include(
      "1 example.org: failed: _acme-challenge.us.example.org has no CNAME to us.acme.example.org on ns-eu.example.org",
    );

    fleet.sh("in", "systemctl stop knot");
    expect(fleet.look("eu")).to.include(
      "1 example.org: failed: name servers do not answer: ns-in.example.org; it is ordered without them when a sixth",
    );
    expect(fleet.status("eu")).to.include({ state: "in-force", last_result: "failed" });
    expect([fleet.serial("eu"), fleet.serial("us")]).to.deep.equal([first, first]);
    expect(pebble.orders()).to.equal(1);
  });

  it("are obtained by the next host when the first one is down, at a sixth of the lifetime without a name server that is down", async function () {
    this.timeout(240_000);
    await untilLeft("us", LIFETIME_S / 4);
    expect(fleet.look("us")).to.include("1 example.org: failed: name servers do not answer: ns-in.example.org");
    await untilLeft("us", LIFETIME_S / 6);
    const obtained = fleet.look("us");
    expect(obtained, obtained).to.match(/^0 example.org: ok: a certificate until .* is in force; not handed on to eu: /);
    expect(fleet.serial("us")).to.not.equal(first);
    expect(pebble.orders()).to.equal(2);
  });

  it("are put back where the reload refuses them, and taken when it does not any more", function () {
    this.timeout(60_000);
    fleet.sh("eu", "systemctl start ssh; : >/srv/reads; : >/srv/refuse");
    const refused = fleet.look("eu");
    expect(refused, refused).to.match(/^1 example.org: failed: .*the reload refused the certificate: .*the one before is in force again/);
    expect(fleet.serial("eu")).to.equal(first);
    expect(fleet.sh("eu", "cat /srv/reads")).to.equal("read\nread\n");
    expect(fleet.sh("eu", `ls ${SERVED}/versions | wc -l`).trim()).to.equal("1");
    fleet.sh("eu", "rm /srv/refuse");
    expect(fleet.look("eu")).to.equal("0 example.org: ok: it came from us");
    expect(fleet.serial("eu")).to.equal(fleet.serial("us"));
    expect(pebble.orders()).to.equal(2);
  });
});
