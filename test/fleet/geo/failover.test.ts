import { expect } from "chai";
import { type DnsFleet, dnsFleet, nameServers } from "../../support/dns-fleet.ts";

/** Addresses that the database places in America and in India. */
const [american, indian] = ["8.8.8.8", "103.21.58.1"];

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

  it("keeps its map where it is itself cut off: no other host answers, and no witness", async () => {
    expect(answer("in")).to.equal(address("us"));
    const cut = `nft add table inet t && nft add chain inet t out '{ type filter hook output priority -300; }' && nft add rule inet t out tcp dport '{ 53, 8080, 8443 }' oifname != lo drop`;
    fleet.sh("in", cut);
    await new Promise((resolve) => setTimeout(resolve, 25_000));
    const status = JSON.parse(fleet.sh("in", "/usr/local/lib/geosteer/geo status")) as {
      checks: readonly { host: string; status: string; inMap: boolean }[];
    };
    expect(status.checks.filter(({ host }) => host === "us").map((one) => [one.status, one.inMap])).to.deep.include(["down", true]);
    expect(answer("in")).to.equal(address("us"));
    fleet.sh("in", "nft delete table inet t");
    await until(address("us"), { servers: ["in"] });
  });

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
