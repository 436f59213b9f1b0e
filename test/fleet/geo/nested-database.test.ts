import { expect } from "chai";
import { type DnsFleet, dnsFleet, nameServers } from "../../support/dns-fleet.ts";
import { askServer, type Question, wrongAnswers } from "../../support/lab-client.ts";
import { NESTED_KEYS, nestedDatabase } from "../../support/nested-database.ts";

/** Who is in which country, by addresses that are nobody's. The continents are the database's: that of RU is not the one we would say. */
const placed = [
  ["192.0.2.0/25", "EU", "DE"],
  ["192.0.2.128/32", "AS", "IN"],
  ["198.51.100.0/24", "NA", "US"],
  ["203.0.113.0/24", "AS", "RU"],
  ["203.0.113.77/32", "AS"],
  ["2001:db8::/33", "EU", "DE"],
  ["2001:db8:8000::/36", "AS", "IN"],
] as const;

const wanted = {
  "192.0.2.1": "eu",
  "192.0.2.128": "in",
  "198.51.100.200": "us",
  "203.0.113.1": "eu",
  "2001:db8::1": "eu",
  "2001:db8:8000::1": "in",
} as const;

describe("a database whose keys are nested", () => {
  let fleet: DnsFleet;
  let path: string;
  before(async function () {
    this.timeout(900_000);
    fleet = await dnsFleet("geo");
    await fleet.apply();
    path = nestedDatabase(fleet, placed);
  });
  after(async () => {
    await fleet.apply();
  });

  it("is refused with the place of its keys, and nobody is connected to, where they are not the configured ones", async () => {
    const before = nameServers.map((host) => fleet.sh(host, "journalctl -u ssh -o cat | grep -c Accepted || true"));
    const ended = await fleet.infra(["plan", "dns"], { geoip_database: { source: "file", path, keys: ["country_code"] } });
    expect(ended.status).to.equal(1);
    expect(ended.stderr)
      .to.match(/more\.yml:\d+:\d+/)
      .and.to.include("its records have no country_code");
    expect(nameServers.map((host) => fleet.sh(host, "journalctl -u ssh -o cat | grep -c Accepted || true"))).to.deep.equal(before);
  });

  it("steers by continent and country, on both releases of Knot", async () => {
    const database = { geoip_database: { source: "file", path, keys: NESTED_KEYS, warn_days: 3 } };
    const hosts = await fleet.apply(database);
    await fleet.well();
    for (const host of nameServers) expect(hosts[host]).to.include({ failed: 0, outcome: "changed" });
    const addresses = Object.entries(wanted);
    const questions = addresses.map(([from]): Question => ({ name: "redlib.example.org", from, type: "A" }));
    const answers = addresses.map(([, host]) => fleet.host(host).address.host);
    for (const server of nameServers) {
      expect(wrongAnswers(questions, { answers: askServer(fleet, server, questions), wanted: answers }), server).to.deep.equal([]);
    }
    const { status } = await fleet.infra(["geo", "check"], database);
    expect(status).to.equal(0);
    const again = await fleet.apply(database);
    for (const host of nameServers) expect(again[host]).to.include({ changed: 0, exchanges: 1 });
  });

  it("and an address of which it knows no more than the continent is answered as lookup says", async () => {
    const database = { geoip_database: { source: "file", path, keys: NESTED_KEYS } };
    const { stdout } = await fleet.infra(["geo", "lookup", "203.0.113.77", "--service", "redlib", "--json"], database);
    const { v4, found } = JSON.parse(stdout.split("\n")[0] ?? "") as { v4: readonly string[]; found: string };
    expect(found).to.equal("AS;*");
    const question: Question = { name: "redlib.example.org", from: "203.0.113.77", type: "A" };
    for (const server of nameServers) expect(askServer(fleet, server, [question])).to.deep.equal([v4.join(" ")]);
  });
});
