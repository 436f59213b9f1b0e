import { expect } from "chai";
import { type DnsFleet, dnsFleet, nameServers } from "../../support/dns-fleet.ts";
import { signingKey } from "../../support/signing-keys.ts";

const zones = ["example.org", "example.net"] as const;

/** A view of the map, an alias, names without the type, names that are not there, and the zone of challenges. */
const questions = [
  "redlib.example.org A +subnet=8.8.8.8",
  "redlib.example.org AAAA +subnet=8.8.8.8",
  "libreddit.example.org A +subnet=103.21.58.1",
  "rl.example.net A",
  "redlib.eu.example.org A",
  "redlib.example.org TXT",
  "ns-eu.example.org AAAA",
  "nothing.example.org A",
  "nothing.redlib.example.org A",
  "example.org MX",
  "acme.example.org SOA",
  "nothing.acme.example.org TXT",
] as const;

describe("signed zones", () => {
  let fleet: DnsFleet;
  before(async function () {
    this.timeout(900_000);
    fleet = await dnsFleet("geo");
    await fleet.apply();
    await fleet.well();
    const { status, stdout } = await fleet.infra(["dns", "ds"]);
    expect(status).to.equal(0);
    fleet.sh("lab", `printf '%s' '${stdout}' >/etc/unbound/lab-anchors; unbound-control reload`);
  });

  after(() => {
    fleet.sh("lab", ": >/etc/unbound/lab-anchors; unbound-control reload");
  });

  /** What lab's unbound says of answers that one name server alone gave. */
  function validated(server: string, asked: readonly string[]): readonly string[] {
    const stubs = zones.map(
      (zone) => `unbound-control -q stub_remove ${zone}; unbound-control -q stub_add ${zone} ${fleet.host(server).address.host}`,
    );
    const flush = zones.map((zone) => `unbound-control -q flush_zone ${zone}`);
    const asking = `kdig @127.0.0.1 +dnssec +noall +header +timeout=5 ${asked.join(" ")}`;
    const printed = fleet.sh("lab", [...stubs, ...flush, asking].join("\n"));
    return printed
      .split(/^;; ->>HEADER<<-/m)
      .slice(1)
      .map((header) => `${/status: (\w+)/.exec(header)?.[1] ?? ""}${/Flags:[^;]* ad\b/.test(header) ? " AD" : ""}`);
  }

  const keysOf = (server: string): readonly string[] =>
    fleet
      .sh("lab", `kdig @${fleet.host(server).address.host} +dnssec +short example.org DNSKEY | grep -v '^DNSKEY' | sort`)
      .trim()
      .split("\n");

  for (const server of nameServers) {
    it(`validate where ${server} answers: a view, no such type, no such name`, () => {
      expect(validated(server, questions).map((verdict, index) => `${questions[index] ?? ""}: ${verdict}`)).to.deep.equal(
        questions.map((question) => `${question}: NOERROR AD`),
      );
    });
  }

  it("do not validate with another zone's key", () => {
    const server = fleet.host("us").address.host;
    fleet.sh(
      "lab",
      `cp /etc/unbound/lab-anchors /root/anchors; sed -i 's/^example.net. /example.org. /;2!d' /etc/unbound/lab-anchors; unbound-control reload`,
    );
    try {
      expect(validated("us", ["redlib.example.org A"])).to.deep.equal(["SERVFAIL"]);
      expect(fleet.sh("lab", `kdig @${server} +short redlib.example.org A`).trim()).to.not.equal("");
    } finally {
      fleet.sh("lab", "cp /root/anchors /etc/unbound/lab-anchors; unbound-control reload");
    }
  });

  it("hold the same public keys on every name server, and private ones that Knot alone reads", () => {
    expect(new Set(nameServers.map((server) => keysOf(server).join("\n"))).size).to.equal(1);
    for (const server of nameServers) {
      const rights = fleet
        .sh(server, "stat -c '%U %G %a' /var/lib/knot/keys /var/lib/knot/keys/keys/*.pem; find /dev/shm -type f")
        .trim()
        .split("\n");
      expect(new Set(rights)).to.deep.equal(new Set(["knot knot 770", "knot knot 600"]));
    }
  });

  it("are checked for the keys that each name server has, and that a resolver is told of", async () => {
    const { stdout } = await fleet.infra(["geo", "check", "--json", "--resolver", fleet.host("eu").address.host]);
    const compared = stdout
      .trim()
      .split("\n")
      .map(
        (line) => JSON.parse(line) as { readonly what?: string; readonly same: boolean; readonly values: Readonly<Record<string, string>> },
      );
    for (const what of ["keys of example.org.", "DS of acme.example.org."]) {
      const { same, values } = compared.find((one) => one.what === what) ?? { same: false, values: {} };
      expect(same, what).to.equal(true);
      expect(
        Object.values(values).every((value) => /^\d+ 13 [0-9a-f]{16}$/.test(value)),
        what,
      ).to.equal(true);
    }
  });

  it("change a key while answers stay valid, without a restart, and refuse all at once", async function () {
    this.timeout(240_000);
    const [ksk, zsk, next] = [signingKey(), signingKey(), signingKey()];
    const pids = (): readonly string[] => nameServers.map((host) => fleet.sh(host, "systemctl show -P MainPID knot"));
    const own = (keys: object): object => ({ dns_zones: { zones: { "example.org": { dnssec: keys } } } });
    const before = pids();

    const refused = await fleet.infra(["apply", "dns", "--yes"], own({ ksk, zsk }));
    expect(refused.status).to.equal(1);
    expect(refused.stdout + refused.stderr).to.include("replaces all keys of example.org of one use at once");
    expect(validated("us", questions.slice(0, 1))).to.deep.equal(["NOERROR AD"]);

    await fleet.apply(own({ ksk, zsk }), ["--force"]);
    const { stdout } = await fleet.infra(["dns", "ds", "example.org"], own({ ksk, zsk }));
    fleet.sh("lab", `printf '%s' '${stdout}' >/etc/unbound/lab-anchors; unbound-control reload`);
    for (const server of nameServers) expect(validated(server, questions.slice(0, 1)), server).to.deep.equal(["NOERROR AD"]);

    await fleet.apply(own({ ksk, zsk: [zsk, next] }));
    expect(keysOf("in")).to.have.length(3);
    for (const server of nameServers) expect(validated(server, questions.slice(0, 1)), server).to.deep.equal(["NOERROR AD"]);
    await fleet.apply(own({ ksk, zsk: next }));
    expect(keysOf("in")).to.have.length(2);
    for (const server of nameServers) expect(validated(server, questions.slice(0, 1)), server).to.deep.equal(["NOERROR AD"]);
    expect(pids()).to.deep.equal(before);
  });

  it("are signed no more only by a word, for the registrar may have their DS record", async () => {
    const zone = { soa: { mname: "ns-eu.example.org.", rname: "hostmaster.example.org." }, ns: ["ns-eu.example.org."] };
    const more = (own: object): object => ({ dns_zones: { zones: { "example.com": own } } });
    await fleet.apply(more({ ...zone, dnssec: { ksk: signingKey("Ed25519"), zsk: signingKey("Ed25519") } }), ["--force"]);
    const signed = (): string => fleet.sh("lab", `kdig @${fleet.host("in").address.host} +dnssec +short example.com SOA`);
    expect(signed()).to.include("SOA 15 2 ");
    const refused = await fleet.infra(["apply", "dns", "--yes"], more(zone));
    expect(refused.status).to.equal(1);
    expect(refused.stdout + refused.stderr).to.include("signs example.com no more");
    expect(signed()).to.include("SOA 15 2 ");
    await fleet.apply(more(zone), ["--force"]);
    expect(signed()).to.not.include("SOA 15 2 ");
    expect(fleet.sh("in", "cd /var/lib/knot/keys; keymgr -D . example.com list").trim()).to.equal("");
  });

  it("have their keys brought back where they are gone", async () => {
    fleet.sh("in", "rm -f /var/lib/knot/keys/keys/*.pem");
    const hosts = await fleet.apply(undefined, ["--force"]);
    expect(hosts["in"]).to.include({ failed: 0, outcome: "changed" });
    const again = await fleet.apply();
    expect(again["in"]).to.include({ changed: 0, exchanges: 1 });
    expect(new Set(nameServers.map((server) => keysOf(server).join("\n"))).size).to.equal(1);
  });
});
