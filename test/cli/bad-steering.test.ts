import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { repository as made, type Repository } from "../run/repository.ts";
import { type Listener, listen } from "../support/listener.ts";
import { madeDatabase } from "../support/made-database.ts";
import { infra } from "./infra.ts";
import { installPackage, loginKey } from "./installed.ts";

const vars = `knot: { transfer_keys: { us: 4N1ZzYbMeJvSf1ZdIyRM/Ng7mVYDHmBNGaSFoTPAkn0= } }
geoip_database: { source: file, path: country.mmdb }
geo_map:
  zones: [example.org]
  addresses: ["{{ public_address }}"]
  regions:
    eu: { at: [50.1, 8.7], hosts: [eu] }
    us: { at: [40.7, -74], hosts: [us] }
  services:
    wiki: { aliases: { example.org: [w] } }
dns_zones:
  zones:
    example.org:
      soa: { mname: ns1.example.org., rname: hostmaster.example.org. }
      ns: [ns1.example.org.]
      acme: true
      records:
        - { name: ns1, type: A, value: 192.0.2.1 }
`;

const playbook = `import { playbook } from "geosteer";
import { dnsZones, geoFailover, geoipDatabase, geoMap, knot } from "geosteer/roles";

export default playbook({ name: "dns", hosts: "nameservers", roles: [geoipDatabase, geoMap, dnsZones, knot, geoFailover] });
`;

function hosts(port: number): string {
  return `nameservers:
  vars: { ansible_host: 127.0.0.1, ansible_port: ${port} }
  hosts:
    eu: { public_address: 192.0.2.1, knot: { primary: true } }
    us: { public_address: 192.0.2.2 }
`;
}

/** What is replaced in the variables, or in the hosts where it is there, and the failure that is told for it, alone. */
type Case = readonly [title: string, good: string, bad: string, says: readonly string[]];

const readsMap = "Cannot read the variables of role geo-map: geo_map.";
const cases: readonly Case[] = [
  ["a region without hosts", "hosts: [us]", "hosts: []", [`all.yml:8:28: ${readsMap}regions.us.hosts: must have a host; got []`]],
  [
    "a country that is none",
    "  services:",
    "  overrides: { countries: { UK: us } }\n  services:",
    ['all.yml:9:29: Cannot steer by geo_map.overrides.countries.UK: there is no country "UK"', "Did you mean GB?"],
  ],
  [
    "a CNAME to a steered name",
    "{ name: ns1",
    "{ name: x, type: CNAME, value: wiki }\n        - { name: ns1",
    [
      "all.yml:18:11: Cannot make zone example.org: x CNAME: wiki.example.org. is steered, and a name that leads to it inside the zone would not be",
      "Use `aliases` of the service",
    ],
  ],
  [
    "a type of record that is none",
    "{ name: ns1",
    "{ name: x, type: ANAME, value: wiki }\n        - { name: ns1",
    [
      'all.yml:18:22: Cannot read the variables of role dns-zones: dns_zones.zones.example.org.records.0.type: expected one of "A", "AAAA", "CNAME", "NS", "PTR", "TXT", "MX", "SRV", "CAA", "TLSA"; got "ANAME"',
    ],
  ],
  [
    "a zone in upper case",
    "    example.org:\n      soa",
    "    Example.org:\n      soa",
    [
      'all.yml:13:5: Cannot read the variables of role dns-zones: dns_zones.zones.Example.org: must be a zone\'s name in lower case, without its last dot, such as example.org; got "Example.org"',
    ],
  ],
  [
    "no primary",
    "knot: { primary: true }",
    "knot: {}",
    [
      "hosts.yml:4:38: Cannot serve zones: no host of the group nameservers is the primary",
      "Put `knot: { primary: true }` into the variables of one of them",
    ],
  ],
  [
    "what is wrong with one name server, which the others read too",
    "192.0.2.2 }",
    "192.0.2.2, knot: { address: us.example.net } }",
    ['hosts.yml:5:46: Cannot read the variables of role knot: knot.address: must be an IPv4 or IPv6 address; got "us.example.net"'],
  ],
  ["a database that is a folder", "country.mmdb", "playbooks", ['all.yml:2:33: Cannot read "playbooks" of the repository: it is a folder']],
  [
    "a file that is no database",
    "country.mmdb",
    "playbooks/dns.ts",
    ["all.yml:2:33: Cannot read the country database: it is not in MaxMind's format, or cut short"],
  ],
  [
    "a database without the keys",
    "country.mmdb",
    "country.mmdb, keys: [country/iso_code]",
    [
      "all.yml:2:53: Cannot use the country database: its records have no country/iso_code",
      "DB-IP's have `country_code`, MaxMind's `continent/code` and `country/iso_code`: set `geoip_database.keys`",
    ],
  ],
  [
    "a holder that is no host",
    "dns_zones:",
    "dns_zones:\n  acme_holder: ue",
    ['all.yml:12:3: Cannot make zones: there is no host "ue"; did you mean "eu"?'],
  ],
];

describe("bad input of steering", function () {
  this.timeout(20_000);
  let listener: Listener;
  let repository: Repository;

  before(async () => {
    listener = await listen();
    repository = made({ "playbooks/dns.ts": playbook });
    writeFileSync(join(repository.path, "country.mmdb"), madeDatabase([["192.0.2.0/24", { country_code: "DE" }]]));
    installPackage(repository.path);
    loginKey(repository.path);
  });
  beforeEach(() => {
    repository.write({ "inventory/hosts.yml": hosts(listener.port), "inventory/group_vars/all.yml": vars });
  });
  after(() => {
    listener.close();
    repository.remove();
  });

  it("would be connected for, were it not bad", async () => {
    await infra(repository.path, "plan", "dns", "--no-check", "--private-key", "key", "--accept-new-host-keys");
    expect(listener.accepted()).to.be.at.least(2);
  });

  for (const [title, good, bad, [failure, hint]] of cases) {
    it(`is told once, at its place, whichever roles read it: ${title}`, async () => {
      const before = listener.accepted();
      repository.write({
        "inventory/hosts.yml": hosts(listener.port).replace(good, bad),
        "inventory/group_vars/all.yml": vars.replace(good, bad),
      });
      const { status, stdout, stderr } = await infra(repository.path, "plan", "dns", "--no-check");
      const lines = stderr.trimEnd().split("\n");
      expect(lines[0]?.replace(/^inventory\/(?:group_vars\/)?/, "").replace(/ \[(?:VARS|GEO)_INVALID\]$/, "")).to.equal(failure);
      expect(lines.slice(1)).to.deep.equal(hint === undefined ? [] : [`  hint: ${hint}`]);
      expect({ status, stdout, connections: listener.accepted() - before }).to.deep.equal({ status: 1, stdout: "", connections: 0 });
    });
  }
});
