import { execFileSync } from "node:child_process";
import { expect } from "chai";
import { type DnsFleet, dnsFleet, nameServers } from "../../support/dns-fleet.ts";
import { MAP_PROGRAM, stageMap } from "../../support/stage-map.ts";

/** Addresses that the database places in America, in India and in Germany. */
const [american, indian, german] = ["8.8.8.8", "103.21.58.1", "88.198.0.1"];

const site = `server { listen 8080; listen [::]:8080; location / { if (-f /srv/sick) { return 503; } return 200 well; } }
server { listen 8443 ssl; listen [::]:8443 ssl; ssl_certificate /etc/nginx/web.pem; ssl_certificate_key /etc/nginx/web.key; return 200 well; }
`;

/** `web` is asked by HTTP, `safe` over TLS. */
const services = {
  geo_map: {
    services: {
      web: { names: { "example.org": "web" }, check: { type: "http", port: 8080 } },
      safe: { names: { "example.org": "safe" }, check: { type: "https", port: 8443 } },
    },
  },
};

describe("failover without the controller", function () {
  this.timeout(180_000);
  let fleet: DnsFleet;
  before(async function () {
    this.timeout(900_000);
    fleet = await dnsFleet("geo");
    await fleet.apply(services);
    for (const host of nameServers) serve(host);
  });
  after(async () => {
    await fleet.apply(undefined, ["--force"]);
  });

  const address = (host: string): string => fleet.host(host).address.host;

  /** A real web server, with a certificate by an authority that all name servers know. */
  function serve(host: string): void {
    const file = (path: string, text: string): string => `printf '%s' '${text}' >${path}`;
    const pair = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30";
    fleet.sh(
      host,
      "apt-get -qq update && apt-get install -qq -y --no-install-recommends nginx-light openssl ca-certificates nftables >/dev/null 2>&1",
    );
    if (host === nameServers[0]) {
      fleet.sh(host, `cd /root && openssl req -x509 ${pair} -subj /CN=test -keyout ca.key -out ca.crt 2>/dev/null`);
      fleet.sh(
        host,
        `cd /root && openssl req -x509 ${pair} -CA ca.crt -CAkey ca.key -subj /CN=safe.example.org -addext subjectAltName=DNS:safe.example.org -keyout web.key -out web.pem 2>/dev/null`,
      );
    }
    for (const name of ["ca.crt", "web.key", "web.pem"])
      fleet.sh(host, file(`/root/${name}`, fleet.sh(nameServers[0], `cat /root/${name}`)));
    fleet.sh(
      host,
      "cp /root/ca.crt /usr/local/share/ca-certificates/test.crt && update-ca-certificates >/dev/null 2>&1; cp /root/web.* /etc/nginx/",
    );
    fleet.sh(host, `${file("/etc/nginx/conf.d/web.conf", site)}; systemctl restart nginx`);
  }

  const answer = (server: string, { name = "web", from = american } = {}): string =>
    fleet.ask(server, [{ name: `${name}.example.org`, type: "A", from }])[0] ?? "";

  /** Seconds until each of the name servers answers so. */
  async function until(
    wanted: string,
    { name = "web", from = american, servers = ["eu", "in"] as readonly string[] } = {},
  ): Promise<number> {
    const begun = performance.now();
    while (servers.some((server) => answer(server, { name, from }) !== wanted)) {
      if (performance.now() - begun > 60_000)
        throw new Error(servers.map((server) => `${server}: ${answer(server, { name, from })}`).join("; "));
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return (performance.now() - begun) / 1000;
  }

  const drop = (port: number): string =>
    `nft add table inet t && nft add chain inet t in '{ type filter hook input priority -300; }' && nft add rule inet t in iifname != lo tcp dport ${port} drop`;

  for (const { cause, name, break_, mend, within } of [
    { cause: "refuses connections", name: "web", break_: "systemctl stop nginx", mend: "systemctl start nginx", within: 16 },
    { cause: "answers 503", name: "web", break_: "touch /srv/sick", mend: "rm /srv/sick", within: 16 },
    { cause: "is silent: its packets are dropped", name: "web", break_: drop(8080), mend: "nft delete table inet t", within: 20 },
    { cause: "is silent: its server is frozen", name: "web", break_: "pkill -STOP nginx", mend: "pkill -CONT nginx", within: 20 },
    {
      cause: "shows a certificate that is not valid",
      name: "safe",
      break_:
        "cp /root/web.pem /root/good.pem; openssl req -x509 -new -key /root/web.key -subj /CN=other.example.org -days 1 -out /etc/nginx/web.pem; nginx -s reload",
      mend: "cp /root/good.pem /etc/nginx/web.pem; nginx -s reload",
      within: 16,
    },
  ]) {
    it(`leaves out a host that ${cause}, and takes it back`, async () => {
      for (const host of nameServers)
        fleet.sh(host, "systemctl stop geo-failover; rm -f /run/geosteer/state; systemctl start geo-failover");
      expect(await until(address("us"), { name })).to.be.lessThan(30);
      fleet.sh("us", break_);
      expect(await until(address("eu"), { name })).to.be.lessThan(within);
      fleet.sh("us", mend);
      expect(await until(address("us"), { name })).to.be.lessThan(12);
    });
  }

  it("gives everybody to the last host alive, and keeps the last map when there is none", async () => {
    for (const host of ["us", "eu"]) fleet.sh(host, "systemctl stop nginx");
    expect(await until(address("in"), { from: american })).to.be.lessThan(16);
    fleet.sh("in", "systemctl stop nginx");
    await new Promise((resolve) => setTimeout(resolve, 17_000));
    for (const server of nameServers) expect(answer(server)).to.equal(address("in"));
    for (const host of nameServers) fleet.sh(host, "systemctl start nginx");
    expect(await until(address("us"), { servers: nameServers })).to.be.lessThan(40);
  });

  it("does so on the secondaries alone, when the primary is frozen as a whole", async () => {
    const docker = (word: string): unknown => execFileSync("docker", [word, `${fleet.prefix}-eu`], { stdio: "ignore" });
    const ask = { from: german, servers: ["us", "in"] };
    expect(await until(address("eu"), ask)).to.be.lessThan(40);
    docker("pause");
    try {
      expect(await until(address("us"), ask)).to.be.lessThan(20);
    } finally {
      docker("unpause");
    }
    expect(await until(address("eu"), ask)).to.be.lessThan(12);
  });

  it("answers with both hosts of a region, and with the one that is left", async () => {
    for (const server of nameServers) {
      const digest = stageMap(fleet, server, "s/^order \\([0-9]*\\) .*/order \\1 us,in|eu/");
      fleet.sh(server, `${MAP_PROGRAM} swap ${digest} && ${MAP_PROGRAM} confirm ${digest}`);
    }
    const both = ["us", "in"].map(address).sort().join(" ");
    expect(await until(both, { servers: nameServers })).to.be.lessThan(5);
    fleet.sh("us", "systemctl stop nginx");
    expect(await until(address("in"), { servers: nameServers })).to.be.lessThan(16);
    fleet.sh("us", "systemctl start nginx");
    expect(await until(both, { servers: nameServers })).to.be.lessThan(12);
    await fleet.apply(services);
  });

  it("keeps its map where it is itself cut off: no other host answers, and no witness", async () => {
    expect(await until(address("us"), { servers: ["in"] })).to.be.lessThan(40);
    const cut = `nft add table inet t && nft add chain inet t out '{ type filter hook output priority -300; }' && nft add rule inet t out tcp dport '{ 53, 8080, 8443 }' oifname != lo drop`;
    fleet.sh("in", cut);
    await stays(25);
    const { cutOff, checks } = JSON.parse(fleet.sh("in", `${MAP_PROGRAM} status`)) as {
      cutOff: readonly { family: string }[];
      checks: readonly { host: string; inMap: boolean; reason: string }[];
    };
    expect(cutOff.map(({ family }) => family)).to.deep.equal(["IPv4", "IPv6"]);
    for (const { inMap, reason } of checks.filter(({ host }) => host === "us")) {
      expect({ inMap, reason }).to.deep.equal({ inMap: true, reason: "not known: there is no way to it from here" });
    }
    fleet.sh("in", "nft delete table inet t");
    await stays(12);
    expect(fleet.sh("in", `${MAP_PROGRAM} status`)).to.include('"cutOff":[]');
  });

  /** Holds that `in` sends Americans to us all the time. */
  async function stays(seconds: number): Promise<void> {
    for (let second = 0; second < seconds; second++) {
      expect(answer("in")).to.equal(address("us"));
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }

  it("drains a host by hand on all name servers, over a restart of them, and never the last one", async () => {
    expect(await fleet.infra(["geo", "drain", "in"], services)).to.include({ status: 0 });
    for (const server of nameServers) expect(answer(server, { from: indian })).to.equal(address("eu"));
    fleet.sh("us", "systemctl restart geo-failover knot");
    expect(await until(address("eu"), { from: indian, servers: ["us"] })).to.be.lessThan(5);
    expect(await fleet.infra(["geo", "drain", "us"], services)).to.include({ status: 0 });
    const last = await fleet.infra(["geo", "drain", "eu"], services);
    expect(last.status).to.equal(1);
    for (const host of ["us", "in"]) expect(await fleet.infra(["geo", "undrain", host], services)).to.include({ status: 0 });
    for (const server of nameServers) expect(answer(server, { from: indian })).to.equal(address("in"));
  });
});
