import { expect } from "chai";
import { fleetEnd } from "../support/fleet.ts";
import { type FrontEndsFleet, frontEndHosts, frontEndsFleet } from "../support/front-ends-fleet.ts";
import { Client } from "../support/page-client.ts";

/** Of those that are there: what a client on the host asks. */
const ports = { redlib: 6464, rimgo: 9016, searxng: 8081, breezewiki: 10_416, nitter: 8387 } as const;

describe("the playbook privfrontends", function () {
  this.timeout(900_000);
  after(async () => {
    await fleetEnd("frontends");
  });

  let fleet: FrontEndsFleet;

  before(async () => {
    fleet = await frontEndsFleet("frontends", { enabled: Object.keys(ports) });
  });

  it("brings fresh hosts to serve", async () => {
    const hosts = await fleet.applied();
    expect(Object.keys(hosts)).to.deep.equal([...frontEndHosts]);
    for (const name of frontEndHosts) {
      expect(hosts[name]).to.include({ failed: 0, outcome: "changed" });
      expect(Object.values(fleet.containers(name)).filter((one) => !one.endsWith(" running"))).to.deep.equal([]);
      for (const port of Object.values(ports)) expect(fleet.sh(name, `curl -sf http://127.0.0.1:${port}/`)).to.not.equal("");
    }
  });

  it("stays as it is, in one exchange a host; --limit touches the hosts of it alone", async () => {
    for (const host of Object.values(await fleet.applied()))
      expect(host).to.include({ changed: 0, failed: 0, exchanges: 1, outcome: "unchanged" });
    expect(Object.keys(await fleet.applied({}, "--limit", "us"))).to.deep.equal(["us"]);
  });

  it("is served by Caddy under the names of the zones, over TLS, on a host's own address", () => {
    const page = (name: string): string =>
      fleet.sh("lab", `curl -sk --resolve ${name}:443:${fleet.host("us").address.host} https://${name}/`);
    for (const name of ["redlib.example.org", "redlib.us.example.org", "rl.example.net", "search.example.org"])
      expect(page(name)).to.include("us");
    const status = "curl -sk -o /dev/null -w '%{http_code} %{redirect_url}'";
    const address = fleet.host("us").address.host;
    expect(fleet.sh("lab", `${status} --resolve invidious.example.org:443:${address} https://invidious.example.org/x`)).to.match(
      /^30[1278] https:\/\/invidious\.eu\.example\.org/,
    );
    expect(fleet.sh("lab", `${status} --resolve other.example.com:443:${address} https://other.example.com/ || true`)).to.match(/^000 /);
  });

  it("makes anew just the service of which a variable changed, and no other service fails", async () => {
    const before = Object.fromEntries(frontEndHosts.map((name) => [name, fleet.containers(name)]));
    const clients = await Promise.all(frontEndHosts.map(async (name) => Client.start(fleet, name, ports, "redlib")));
    const hosts = await fleet.applied({ values: { redlib: { theme: "dark" } } });
    const seen = await Promise.all(clients.map(async (client) => client.end()));
    for (const [index, name] of frontEndHosts.entries()) {
      expect(hosts[name]).to.include({ changed: 1, failed: 0 });
      const now = fleet.containers(name);
      const changed = Object.keys(now).filter((one) => now[one] !== before[name]?.[one]);
      expect(changed).to.deep.equal(["redlib-redlib-1"]);
      const { redlib, ...others } = seen[index] ?? expect.fail("no client");
      // How long exactly is measured where nothing else runs beside it: test/prove/frontends.
      expect(redlib.gapMs, `${name}: ${JSON.stringify(redlib)}`).to.be.below(8000);
      for (const other of Object.values(others)) expect(other).to.include({ failed: 0 });
      for (const { asked } of Object.values(others)) expect(asked).to.be.greaterThan(5);
    }
  });

  it("serves on where an image is not to be had", async () => {
    const client = await Client.start(fleet, "us", ports, "redlib");
    const before = fleet.containers("us");
    const values = { redlib: { theme: "dark", images: { redlib: "quay.io/redlib/redlib:none" } } };
    const ended = await fleet.run("apply", { values }, "--limit", "us");
    expect(ended.status).to.equal(1);
    expect(ended.stdout).to.include("image quay.io/redlib/redlib:none is not to be had; nothing was touched");
    expect((await client.end()).redlib).to.include({ failed: 0 });
    expect(fleet.containers("us")).to.deep.equal(before);
  });

  it("is put back where a new version turns out to be ill, and says the last lines of its log", async () => {
    const image = "quay.io/redlib/redlib";
    fleet.sh(
      "us",
      `id=$(docker create ${image}:latest) && docker commit -c 'ENV STAND_IN=unhealthy' "$id" ${image}:ill && docker rm "$id"`,
    );
    const values = { redlib: { theme: "dark", images: { redlib: "quay.io/redlib/redlib:ill" } } };
    const ended = await fleet.run("apply", { values }, "--limit", "us");
    expect(ended.status).to.equal(1);
    expect(ended.stdout).to.match(/The files and containers from before were put back; until then services were away for \d+ s at most/);
    expect(ended.stdout).to.include("the last lines of its log");
    expect(fleet.sh("us", "curl -sf http://127.0.0.1:6464/healthz")).to.not.equal("");
    expect(await fleet.applied({ values: { redlib: { theme: "dark" } } }, "--limit", "us")).to.have.nested.include({ "us.changed": 0 });
  });
});
