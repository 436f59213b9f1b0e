import { expect } from "chai";
import { summaryOf } from "../../support/controller.ts";
import { type DnsFleet, dnsFleet, nameServers } from "../../support/dns-fleet.ts";
import { MAP_PROGRAM, stageMap } from "../../support/stage-map.ts";

const FOLDER = "/var/lib/geosteer/geo";

describe("a name server's map that something happens to", () => {
  let fleet: DnsFleet;
  let ttl = 60;
  before(async function () {
    this.timeout(900_000);
    fleet = await dnsFleet("geo");
    await fleet.apply();
  });

  const live = (): readonly string[] => nameServers.map((name) => fleet.sh(name, `readlink ${FOLDER}/live`).trim());
  const geo = (server: string, words: string): string => fleet.sh(server, `${MAP_PROGRAM} ${words}`);
  const pid = (server: string): string => fleet.sh(server, "systemctl show -P MainPID knot");

  for (const { title, damage } of [
    { title: "is cut short", damage: "head -c 100000 country.mmdb >cut && mv cut country.mmdb" },
    { title: "is missing", damage: "rm country.mmdb" },
  ]) {
    it(`is mended alone where its database ${title}, and Knot goes on`, async () => {
      const [before, knot] = [live(), pid("in")];
      fleet.sh("in", `cd ${FOLDER}/live && ${damage}`);
      expect(await fleet.infra(["geo", "check"])).to.include({ status: 1 });
      const hosts = summaryOf(await fleet.infra(["geo", "push", "--yes", "--json", "--no-check"]));
      expect(nameServers.map((name) => hosts[name]?.changed)).to.deep.equal([0, 0, 1]);
      expect(await fleet.infra(["geo", "check"])).to.include({ status: 0 });
      expect([live(), pid("in")]).to.deep.equal([before, knot]);
    });
  }

  it("stays on all where one Knot would refuse it, and is brought once that is mended", async () => {
    const [before, vars] = [live(), { geo_map: { ttl: (ttl += 1) } }];
    fleet.sh("us", "cp -a /etc/knot/knot.conf /root/ && echo 'broken: [' >>/etc/knot/knot.conf");
    const refused = await fleet.infra(["geo", "push", "--yes", "--json", "--no-check"], vars);
    expect(refused.status).to.equal(1);
    expect(refused.stdout).to.match(/Knot refuses the map: [^"]*parser failed/);
    expect(live()).to.deep.equal(before);
    fleet.sh("us", "cp -a /root/knot.conf /etc/knot/");
    expect(await fleet.infra(["geo", "push", "--yes", "--no-check"], vars)).to.include({ status: 0 });
    expect(new Set(live()).size).to.equal(1);
    expect(await fleet.infra(["geo", "check"])).to.include({ status: 0 });
  });

  it("is taken back where Knot refuses it only when it is loaded", () => {
    const [, before] = live();
    const digest = stageMap(fleet, "us", "s/^ttl .*/ttl 99/");
    fleet.sh("us", "cp -a /etc/knot/knot.conf /root/ && echo 'broken: [' >>/etc/knot/knot.conf");
    expect(() => geo("us", `swap ${digest}`)).to.throw(/Knot cannot load the map/);
    fleet.sh("us", "cp -a /root/knot.conf /etc/knot/");
    expect(live()[1]).to.equal(before);
    expect(fleet.sh("us", "systemctl list-timers --no-legend 'geo-back-now*'")).to.equal("");
  });

  it("is the one before or the new one, whole and loaded, whenever the program is killed", async function () {
    this.timeout(240_000);
    const [, before] = live();
    for (const ms of [20, 45, 70, 100, 150]) {
      killed(ms, "drain us");
      expect(await untilWhole(), `a drain, killed after ${ms} ms`).to.equal(before);
    }
    geo("us", "undrain us");
    for (const ms of [20, 50, 80, 110, 140, 170, 200, 300]) {
      const digest = stageMap(fleet, "us", `s/^ttl .*/ttl ${100 + ms}/`);
      killed(ms, `swap ${digest}`);
      expect(live()[1]).to.be.oneOf([before, `versions/${digest}`]);
      geo("us", "back");
      expect(await untilWhole(), `a swap, killed after ${ms} ms`).to.equal(before);
    }
    expect(await fleet.infra(["geo", "check"])).to.include({ status: 0 });
  });

  /** Kills a word of the program with all that it has begun. */
  function killed(ms: number, words: string): void {
    const pause = (ms / 1000).toFixed(3);
    fleet.sh("us", `setsid ${MAP_PROGRAM} ${words} >/dev/null 2>&1 & sleep ${pause}; kill -9 -$! 2>/dev/null; wait; true`);
  }

  /** Waits until what is live is what its orders, drains and health make, and Knot answers by it: the agent sees to that within a round. */
  async function untilWhole(): Promise<string | undefined> {
    const fresh = `${FOLDER}/fresh`;
    const lines = [
      `rm -rf ${fresh} && install -d -o geosteer -g geosteer ${fresh} && cp ${FOLDER}/live/orders ${fresh}/ && ${MAP_PROGRAM} render ${fresh}`,
      `cmp -s ${fresh}/geo.conf ${FOLDER}/live/geo.conf && cmp -s ${fresh}/rest.conf ${FOLDER}/live/rest.conf`,
      `[ ! -e ${FOLDER}/load-owed ] && ${MAP_PROGRAM} verify 2>/dev/null && echo whole`,
    ];
    for (let tries = 0; tries < 12; tries++) {
      const isWhole = fleet.sh("us", `{ ${lines.join(" && ")}; } || true; rm -rf ${fresh}`).includes("whole");
      if (isWhole) return live()[1];
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
    return undefined;
  }
});
