import { expect } from "chai";
import { loadGeo, type LoadedGeo } from "../../../src/run/load-geo.ts";
import { type DnsFleet, dnsFleet, nameServers } from "../../support/dns-fleet.ts";
import { forgetUpdates, updaterOf, updateWhileDeploying } from "../../support/dynamic-updates.ts";
import { knownAddresses, unknownAddresses, wantedAnswer } from "../../support/known-addresses.ts";
import { askFrom, askResolver, askServer, type Question, wrongAnswers } from "../../support/lab-client.ts";
import { repository } from "../../support/repository.ts";

const name = "redlib.example.org";

describe("the playbook dns", () => {
  let fleet: DnsFleet;
  let geo: LoadedGeo;
  before(async function () {
    this.timeout(900_000);
    fleet = await dnsFleet("geo");
    await fleet.apply();
    await fleet.well();
    geo = await loadGeo({ folder: repository, inventory: ["inventory", fleet.inventoryFile] });
  });

  const pids = (): readonly string[] => nameServers.map((host) => fleet.sh(host, "systemctl show -P MainPID knot"));
  const live = (): readonly string[] => nameServers.map((host) => fleet.sh(host, "readlink /var/lib/geosteer/geo/live"));

  it("has nothing to do the second time, in one exchange a host", async () => {
    const hosts = await fleet.apply();
    for (const host of nameServers) expect(hosts[host]).to.include({ changed: 0, failed: 0, exchanges: 1, outcome: "unchanged" });
    expect(await fleet.infra(["geo", "check"])).to.include({ status: 0 });
  });

  it("answers addresses of the database as `lookup` says, on each name server, and others by the second map", () => {
    const [known, unknown] = [knownAddresses(geo, 50), unknownAddresses(geo, 10)];
    expect([known, unknown].map(({ length }) => length)).to.deep.equal([100, 20]);
    const questions = [...known, ...unknown].map((from): Question => ({ name, from, type: from.includes(":") ? "AAAA" : "A" }));
    const wanted = questions.map((question) => wantedAnswer(geo, "redlib", question));
    for (const server of nameServers) {
      expect(wrongAnswers(questions, { answers: askServer(fleet, server, questions), wanted }), server).to.deep.equal([]);
    }
  });

  it("is resolved by a client's resolver to the nearest host", () => {
    const questions = ["8.8.8.8", "103.21.58.1", "88.198.0.1"].map((from): Question => ({ name, type: "A", from }));
    const wanted = ["us", "in", "eu"].map((host) => fleet.host(host).address.host);
    expect(wrongAnswers(questions, { answers: askResolver(fleet, questions), wanted })).to.deep.equal([]);
  });

  it("answers a client in India that asks by itself, without ECS, on both families", () => {
    for (const server of nameServers) {
      for (const question of [{ name, type: "A", from: "103.21.58.1" } as const, { name, type: "AAAA", from: "2405:200::1" } as const]) {
        expect(askFrom(fleet, server, question)).to.equal(wantedAnswer(geo, "redlib", question));
      }
    }
  });

  it("transfers zones to those that have a key, and to nobody else", () => {
    const [eu, us] = [fleet.host("eu").address.host, fleet.host("us").address.host];
    const serials = nameServers.map((server) => fleet.sh("lab", `kdig @${fleet.host(server).address.host} +short example.org SOA`));
    expect(new Set(serials).size).to.equal(1);
    expect(fleet.sh("lab", `kdig @${eu} example.org AXFR +noall 2>&1 || true`)).to.match(/NOTAUTH|REFUSED/);
    const stolen = fleet.sh("us", "sed -n 's/ *secret: //p' /etc/knot/keys.conf").trim();
    const byKey = `kdig @${eu} example.org AXFR -y hmac-sha256:xfr.us:${stolen} +short 2>/dev/null | wc -l`;
    expect(Number(fleet.sh("us", byKey))).to.be.greaterThan(50);
    expect(fleet.sh("lab", byKey).trim(), `with the key of us (${us}), from another address`).to.match(/^[01]$/);
  });

  it("takes updates of a host's own challenge only, and on the primary alone", async () => {
    const us = updaterOf(fleet, "us");
    expect(await us("eu", "add us.acme.example.org. 60 TXT token")).to.equal(true);
    expect(fleet.sh("lab", `kdig @${fleet.host("eu").address.host} +short us.acme.example.org TXT`).trim()).to.equal('"token"');
    expect(await us("eu", "add in.acme.example.org. 60 TXT token")).to.equal(false);
    expect(await us("eu", "add us.acme.example.org. 60 A 192.0.2.1")).to.equal(false);
    expect(await us("in", "add us.acme.example.org. 60 TXT other")).to.equal(false);
  });

  it("loses no update that is sent while zones are deployed", async () => {
    const { last, ...counts } = await updateWhileDeploying(fleet, { updates: 20, deployments: 2 });
    expect(counts).to.deep.equal({ taken: 20, kept: [20, 20, 20], deployed: 2 });
    expect(last[0]).to.match(/^"1" \d+ \d+$/);
    expect(new Set(last).size).to.equal(1);
    await forgetUpdates(fleet);
  });

  it("brings a new map to all or to none, and no Knot is restarted", async () => {
    const before = [pids(), live()];
    const ttl = { geo_map: { ttl: 31 } };
    const limited = await fleet.infra(["apply", "dns", "--yes", "--limit", "us"], ttl);
    expect(limited.status).to.equal(1);
    expect(limited.stderr + limited.stdout).to.match(/eu, us, in make it together, and eu is not part of this run/);
    expect([pids(), live()]).to.deep.equal(before);

    const hosts = await fleet.apply(ttl);
    for (const host of nameServers) expect(hosts[host]).to.include({ failed: 0, outcome: "changed" });
    expect(pids()).to.deep.equal(before[0]);
    expect(new Set(live()).size).to.equal(1);
    expect(live()).to.not.deep.equal(before[1]);
    await fleet.apply();
    expect(live()).to.deep.equal(before[1]);
  });

  it("goes back by itself where nobody confirms", async function () {
    this.timeout(90_000);
    const geoOn = (line: string): string => fleet.sh("us", `/usr/local/lib/geosteer/geo ${line}`);
    const folder = "/var/lib/geosteer/geo";
    const before = live()[1];
    fleet.sh("us", `sed 's/^ttl .*/ttl 33/' ${folder}/live/orders >/root/orders`);
    const digest = fleet
      .sh(
        "us",
        `{ cat /root/orders; printf '\\n'; sha256sum <${folder}/live/country.mmdb | cut -d ' ' -f 1 | tr -d '\\n'; } | sha256sum | cut -d ' ' -f 1`,
      )
      .trim();
    fleet.sh("us", `cat /root/orders ${folder}/live/country.mmdb | /usr/local/lib/geosteer/geo stage ${digest} $(stat -c %s /root/orders)`);
    geoOn(`swap ${digest}`);
    expect(live()[1]).to.include(digest);
    const check = await fleet.infra(["geo", "check"]);
    expect(check.status).to.equal(1);
    for (let seconds = 0; seconds < 40 && live()[1] !== before; seconds++) await new Promise((resolve) => setTimeout(resolve, 1000));
    expect(live()[1]).to.equal(before);
    expect(await fleet.infra(["geo", "check"])).to.include({ status: 0 });
  });

  it("takes no map or database that is not whole", () => {
    const folder = "/var/lib/geosteer/geo";
    const before = live();
    const refused = (orders: string, database: string): string => {
      fleet.sh("in", `${orders} >/root/orders; ${database} >/root/mmdb`);
      const digest = fleet
        .sh(
          "in",
          "{ cat /root/orders; printf '\\n'; sha256sum </root/mmdb | cut -d ' ' -f 1 | tr -d '\\n'; } | sha256sum | cut -d ' ' -f 1",
        )
        .trim();
      return fleet.sh(
        "in",
        `cat /root/orders /root/mmdb | /usr/local/lib/geosteer/geo stage ${digest} $(stat -c %s /root/orders) 2>&1 || echo refused`,
      );
    };
    expect(refused(`head -n -3 ${folder}/live/orders`, `cat ${folder}/live/country.mmdb`)).to.match(/not whole[^]*refused/);
    expect(refused(`cat ${folder}/live/orders`, `head -c 100000 ${folder}/live/country.mmdb`)).to.match(/Knot refuses the map[^]*refused/);
    expect(live()).to.deep.equal(before);
  });
});
