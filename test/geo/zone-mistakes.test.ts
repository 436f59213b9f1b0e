import { expect } from "chai";
import { Failures } from "../../src/model/failure.ts";
import { declareZones, geoMapVars, plainZones, type ZoneFleetOptions } from "../support/zone-fleet.ts";

describe("mistakes in zones", () => {
  const mistakes: readonly (readonly [title: string, record: string, words: string])[] = [
    ["a CNAME beside other data", "{ name: _acme-challenge, type: CNAME, value: a.example.net. }", "a CNAME must be the only record"],
    ["a CNAME of the zone itself", '{ name: "@", type: CNAME, value: a.example.net. }', "@ CNAME: a service has this name"],
    ["a CNAME to a steered name", "{ name: x, type: CNAME, value: redlib }", "redlib.example.org. is steered"],
    ["a record at a steered name", "{ name: reddit, type: TXT, value: x }", "a service has this name"],
    ["a record at a service's name of a host", "{ name: redlib.eu, type: A, value: 192.0.2.1 }", "a service has this name"],
    ["an address at a steered zone", '{ name: "@", type: A, value: 192.0.2.1 }', "a service has this name"],
    ["a steered name server of a name below", "{ name: x, type: NS, value: redlib }", "redlib.example.org. is steered"],
    ["a name out of the zone", "{ name: x.example.net., type: A, value: 192.0.2.1 }", "the name is not in example.org"],
    ["a name that lacks its dot", "{ name: x.example.org, type: A, value: 192.0.2.1 }", "would be x.example.org.example.org."],
    ["a value that lacks its dot", "{ name: x, type: CNAME, value: y.example.org }", "would lead to y.example.org.example.org."],
    ["a mail host that lacks its dot", "{ name: x, type: MX, exchange: example.org }", "would lead to example.org.example.org."],
    ["a name server that lacks its dot", "{ name: x, type: NS, value: ns.example.org }", "would lead to ns.example.org.example.org."],
    ["a name in the zone of challenges", "{ name: eu.acme, type: TXT, value: x }", "in acme.example.org, to which only updates write"],
    ["a record at a challenge's name", "{ name: _acme-challenge, type: TXT, value: x }", "a CNAME already, to eu.acme"],
    ["a TTL of 0", "{ name: x, type: A, ttl: 0, value: 192.0.2.1 }", "a TTL of 0"],
    [
      "two TTLs of one name and type",
      "{ name: ns1, type: A, ttl: 60, value: 192.0.2.9 }",
      "its TTL is 60, that of another A of this name 300",
    ],
    ["a bad IPv4 address", "{ name: x, type: A, value: 192.0.2.256 }", '"192.0.2.256" is no IPv4 address'],
    ["a bad IPv6 address", "{ name: x, type: AAAA, value: 192.0.2.1 }", '"192.0.2.1" is no IPv6 address'],
    ["a record that is there already", "{ name: ns1, type: A, value: 192.0.2.1 }", "it is there already: 192.0.2.1"],
    ["a record twice in a list", "{ name: x, type: A, value: [192.0.2.1, 192.0.2.1] }", "it is there already: 192.0.2.1"],
    ["a record that is made already", '{ name: "@", type: NS, value: ns1 }', "it is there already: ns1"],
    ["mail to a CNAME", "{ name: x, type: MX, exchange: _acme-challenge }", "_acme-challenge.example.org. is a CNAME"],
    ["a service at a CNAME", "{ name: x, type: SRV, port: 1, target: _acme-challenge.eu }", "_acme-challenge.eu.example.org. is a CNAME"],
    ["a name server that is a CNAME", "{ name: x, type: NS, value: _acme-challenge }", "_acme-challenge.example.org. is a CNAME"],
    ["a name server without an address", "{ name: x, type: NS, value: ns.x }", "ns.x.example.org. has no address in the zone"],
  ];
  for (const [title, record, words] of mistakes) {
    it(`refuses ${title}`, () => {
      const found = failuresOf(`${plainZones}      - ${record}\n    acme: true\n`);
      expect(found).to.have.length(1);
      expect(found[0])
        .to.include(words)
        .and.match(/^dns_zones.zones.example.org.records.1 Cannot make zone example.org: /);
    });
  }

  it("refuses all mistakes at once", () => {
    const records = mistakes.map(([, record]) => `      - ${record}\n`).join("");
    expect(failuresOf(`${plainZones}${records}    acme: true\n`)).to.have.length.of.at.least(mistakes.length);
  });

  for (const [title, zones, words] of [
    ["a steered name server", plainZones.replace("ns2.example.net.", "redlib"), "dns_zones.zones.example.org.ns.1 "],
    ["a name server without an address", plainZones.replace("[ns1", "[ns"), "dns_zones.zones.example.org.ns.0 "],
    ["a name server that lacks its dot", plainZones.replace("ns1,", "ns1.example.org,"), "dns_zones.zones.example.org.ns.0 "],
    ["a TTL of 0 of a zone", `${plainZones}    ttl: 0\n`, "dns_zones.zones.example.org.ttl "],
    ["a TTL of 0 of all", `${plainZones}ttl: 0\n`, "dns_zones.ttl "],
    ["a holder that is no host", `${plainZones}acme_holder: asia\n`, "dns_zones.acme_holder "],
  ] as const) {
    it(`refuses ${title}`, () => {
      const found = failuresOf(zones);
      expect(found).to.have.length(1);
      expect(found[0]).to.satisfy((text: string) => text.startsWith(words));
    });
  }

  it("refuses a zone that hides names of another one", () => {
    const inner = (zone: string): string =>
      `  ${zone}:\n    soa: { mname: a.example.net., rname: b.example.net. }\n    ns: [a.example.net.]\n`;
    const hides = "it would hide what services have in zone example.org:";
    const map = { ...geoMapVars, services: { redlib: { names: { "example.org": ["redlib", "new.redlib"] } } } };
    expect(failuresOf(plainZones + inner("redlib.example.org"), { map })).to.deep.equal([
      `dns_zones.zones.redlib.example.org Cannot make zone redlib.example.org: ${hides} redlib.example.org. and 1 more`,
    ]);
    expect(failuresOf(plainZones + inner("reddit.example.org"))).to.deep.equal([
      `dns_zones.zones.reddit.example.org Cannot make zone reddit.example.org: ${hides} reddit.example.org.`,
    ]);
    expect(failuresOf(`${plainZones}    acme: true\n${inner("acme.example.org")}`)).to.deep.equal([
      "dns_zones.zones.example.org.acme Cannot make zone example.org: zone acme.example.org of challenges is among the zones already",
    ]);
    const cut = `${plainZones}      - { name: sub, type: NS, value: ns.sub }\n      - { name: ns.sub, type: A, value: 192.0.2.9 }\n`;
    expect(failuresOf(cut + inner("sub.example.org"))).to.deep.equal([]);
    expect(failuresOf(`${cut}      - { name: x.sub, type: TXT, value: x }\n${inner("sub.example.org")}`)).to.deep.equal([
      "dns_zones.zones.example.org.records.3 Cannot make zone example.org: x.sub TXT: the name is in zone sub.example.org, which answers for it",
    ]);
  });

  it("refuses a service below a name that other name servers answer for", () => {
    const map = { ...geoMapVars, services: { wiki: { names: { "example.org": "w.sub" } } } };
    expect(failuresOf(`${plainZones}      - { name: sub, type: NS, value: ns.example.net. }\n`, { map })).to.deep.equal([
      "dns_zones.zones.example.org.records.1 Cannot make zone example.org: sub NS: a service has the name w.sub.example.org., for which other name servers would be asked",
    ]);
  });

  it("refuses names of services in zones that are not there, each zone once", () => {
    const map = { ...geoMapVars, zones: ["example.org", "exmaple.net"], services: { redlib: {}, wiki: {} } };
    expect(failuresOf(plainZones, { map })).to.deep.equal([
      'geo_map.services.redlib Cannot make zones: service redlib has the name redlib.exmaple.net., and dns_zones has no zone "exmaple.net"',
    ]);
  });

  it("refuses challenges without a holder, and a service in their zone", () => {
    expect(failuresOf(`${plainZones}    acme: true\n`, { groups: [] })).to.deep.equal([
      "dns_zones.zones.example.org.acme Cannot make zones: there is no host in the group nameservers, and no acme_holder",
    ]);
    const map = { ...geoMapVars, services: { acme: {} } };
    expect(failuresOf(`${plainZones}    acme: true\n`, { map })[0]).to.include(
      "a service has the name acme.example.org., which is in the zone of challenges",
    );
  });
});

function failuresOf(zones: string, options: ZoneFleetOptions = {}): readonly string[] {
  try {
    declareZones(zones, options);
  } catch (error) {
    if (error instanceof Failures) return error.failures.map(({ where, message }) => `${where} ${message}`);
    throw error;
  }
  return [];
}
