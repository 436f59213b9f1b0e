import { expect } from "chai";
import type { Fleet } from "../../support/fleet.ts";
import {
  addressOf,
  asking,
  clients,
  folderOf,
  type GivenProxy,
  lendAddress,
  proxyFleet,
  proxyOn,
  regions,
  startBackend,
} from "../../support/geo-proxy.ts";
import { releases } from "../../support/releases.ts";
import { reactionsOf, refusalOf } from "../../support/role-fleet.ts";
import { settle } from "../../support/settle.ts";

const names = ["eu", "us", "in"] as const;

for (const name of releases("us", "in")) {
  describe(`role nginx-geo-proxy on ${name}`, () => {
    let fleet: Fleet;
    before(async function () {
      this.timeout(600_000);
      fleet = await proxyFleet();
      await settle(fleet.host(name), ...declare());
      for (const region of names) startBackend(fleet, name, region);
    });

    function declare(changes: Partial<GivenProxy> = {}): ReturnType<typeof proxyOn> {
      const lab = addressOf(fleet, "lab");
      const failover = { connect_timeout: "300ms", read_timeout: "500ms", fail_timeout: "2s" };
      const shop = { names: ["shop.example.org", "www.example.org"], upstream: { scheme: "http" as const, port: 8080 } };
      return proxyOn(
        fleet.host(name),
        { regions, failover, trusted_proxies: [lab], sites: { shop }, ...changes },
        { folder: folderOf(fleet) },
      );
    }

    /** What a client of this address gets, as a trusted proxy tells it. */
    function pageFor(address: string, ...words: readonly string[]): string {
      return fleet.sh("lab", asking(fleet, name, [`-H 'X-Forwarded-For: ${address}'`, ...words, "http://shop.example.org/"]));
    }

    function stop(...some: readonly string[]): void {
      for (const region of some) fleet.sh(name, `systemctl stop backend-${region}`);
    }

    /** How many requests a region's backend has had. */
    function asked(region: string): number {
      return Number(fleet.sh(name, `wc -l </srv/asked-${region}.log`));
    }

    /** Status of 400 requests over four seconds, during which something happens. */
    function statusesWhile(address: string, happens: () => void): readonly string[] {
      const ask = asking(fleet, name, [
        `-H 'X-Forwarded-For: ${address}'`,
        "-o /dev/null -w '%{http_code}\\n'",
        "http://shop.example.org/",
      ]);
      fleet.sh(
        "lab",
        `rm -f /tmp/statuses; (for _ in $(seq 400); do ${ask}; done >/tmp/statuses.new; mv /tmp/statuses.new /tmp/statuses) >/dev/null 2>&1 &`,
      );
      fleet.sh("lab", "sleep 0.5");
      happens();
      return fleet.sh("lab", "until [ -e /tmp/statuses ]; do sleep 0.1; done; cat /tmp/statuses").trim().split("\n");
    }

    it("sends a client of each continent to the nearest region, by the address that a trusted proxy tells", () => {
      for (const { country, address, region } of clients) expect(pageFor(address), country).to.match(new RegExp(`^${region} `));
      expect(pageFor("2001:db8:ee::1")).to.match(/^us /);
      expect(pageFor("203.0.113.1"), "nobody knows where").to.match(/^eu /);
    });

    it("sends a client of each continent there by the address that it comes from", () => {
      for (const { country, address, region } of clients) {
        lendAddress(fleet, name, address);
        const page = fleet.sh("lab", asking(fleet, name, [`--interface ${address}`, "'http://www.example.org/a%20b?c=d'"]));
        expect(page, country).to.equal(
          `${region} host=www.example.org for=${address} real=${address} proto=http forwarded= upgrade= uri=/a%20b?c=d`,
        );
      }
    });

    for (const { cause, breaks, mends } of [
      { cause: "is stopped", breaks: "systemctl stop backend-eu", mends: "" },
      { cause: "answers 503", breaks: "touch /srv/sick-eu", mends: "rm /srv/sick-eu" },
      {
        cause: "is frozen",
        breaks: "kill -STOP $(cat /run/backend-eu.pid) $(pgrep -P $(cat /run/backend-eu.pid))",
        mends: "kill -CONT $(cat /run/backend-eu.pid) $(pgrep -P $(cat /run/backend-eu.pid))",
      },
    ]) {
      it(`has the next region answer, with no failed GET, when the first ${cause}`, () => {
        const before = { us: asked("us"), in: asked("in") };
        const statuses = statusesWhile("192.0.2.1", () => fleet.sh(name, breaks));
        expect(statuses).to.have.length(400);
        expect(statuses.filter((status) => status !== "200")).to.deep.equal([]);
        expect(asked("us") - before.us, "the next region").to.be.above(200);
        expect(asked("in") - before.in, "the one after it, while the next one lives").to.be.below(20);
        const page = pageFor("192.0.2.1");
        if (mends === "") startBackend(fleet, name, "eu");
        else fleet.sh(name, mends);
        expect(page).to.match(/^(?:us|in) /);
        fleet.sh(name, "sleep 2.5");
        expect(pageFor("192.0.2.1")).to.match(/^eu /);
      });
    }

    it("answers 502 when all are dead, and comes back by itself", () => {
      stop(...names);
      const status = ["-o /dev/null -w '%{http_code}'"];
      for (let round = 0; round < 5; round++) expect(pageFor("192.0.2.1", ...status)).to.equal("502");
      for (const region of names) startBackend(fleet, name, region);
      fleet.sh(name, "sleep 2.5");
      for (let round = 0; round < 5; round++) expect(pageFor("192.0.2.1")).to.match(/^eu /);
    });

    it("is reloaded for a change and never restarted; a configuration that nginx refuses changes nothing", async () => {
      const pid = fleet.sh(name, "systemctl show -P MainPID nginx");
      const moved = declare({ overrides: { countries: { DE: "in" }, continents: {} } });
      expect(await reactionsOf(fleet.host(name), moved)).to.deep.equal(["reload nginx.service"]);
      expect(await reactionsOf(fleet.host(name), moved)).to.deep.equal([]);
      fleet.sh(name, "sleep 0.5");
      expect(pageFor("192.0.2.1")).to.match(/^in /);
      const sites = { shop: { names: ["shop.example.org"], lines: ["nosuch word;"] } };
      expect(await refusalOf(fleet.host(name), declare({ sites }))).to.include('unknown directive "nosuch"');
      expect(await reactionsOf(fleet.host(name), declare())).to.deep.equal(["reload nginx.service"]);
      expect(fleet.sh(name, "systemctl show -P MainPID nginx")).to.equal(pid);
    });
  });
}
