import { expect } from "chai";
import { dsData, readDnssecKey } from "../../src/formats/dnssec-key.ts";
import { parseZone } from "../../src/formats/parse-zone.ts";
import { zoneDiff } from "../../src/formats/zone-diff.ts";
import { zoneList } from "../../src/geo/zone-list.ts";
import { Failures } from "../../src/model/failure.ts";
import { hostNamed } from "../support/role-on.ts";
import { signingKey } from "../support/signing-keys.ts";
import { declareZones, geoMapVars, plainZones, zoneFleet, type ZoneFleetOptions } from "../support/zone-fleet.ts";

describe("role dns-zones", () => {
  it("writes the names of services, name servers, authorities and challenges beside the records", () => {
    const files = filesOf(`
ttl: 600
zones:
  example.org:
    soa: { mname: ns1, rname: hostmaster, retry: 1800 }
    ns: [ns1.example.org., ns2.example.net.]
    acme: true
    records:
      - { name: ns1.example.org., type: A, value: [192.0.2.1, 192.0.2.2] }
      - { name: ns1, type: AAAA, ttl: 60, value: 2001:db8:0::1 }
      - { name: "@", type: MX, exchange: mail.example.net. }
      - { name: "@", type: TXT, value: v=spf1 "mx" -all }
      - { name: "*.dev", type: CNAME, value: ns1 }
      - { name: _imaps._tcp, type: SRV, port: 993, target: "." }
      - { name: dev, type: CAA, tag: iodef, value: mailto:security@example.org }
      - { name: _25._tcp.ns1, type: TLSA, usage: 3, selector: 1, matching: 1, data: ABCD }
      - { name: sub, type: NS, value: [ns.example.net., ns2.example.net.] }
      - { name: ptr, type: PTR, value: ns1 }
`);
    expect(files.map(({ want }) => want)).to.deep.equal([
      { zone: "example.org", path: "/etc/knot/zones/example.org.zone", once: false },
      { zone: "acme.example.org", path: "/etc/knot/zones/acme.example.org.zone", once: true },
    ]);
    expect(files[0]?.lines).to.deep.equal([
      "$TTL 600",
      "SOA ns1.example.org. hostmaster.example.org. 3600 1800 1209600 300",
      "@ 30 A 192.0.2.1",
      "@ 30 A 192.0.2.2",
      '@ CAA 0 issue "letsencrypt.org;validationmethods=dns-01"',
      "@ MX 10 mail.example.net.",
      "@ NS ns1",
      "@ NS ns2.example.net.",
      '@ TXT "v=spf1 \\"mx\\" -all"',
      "*.dev CNAME ns1",
      "_25._tcp.ns1 TLSA 3 1 1 abcd",
      "_acme-challenge CNAME eu.acme",
      "_acme-challenge.eu CNAME eu.acme",
      "_acme-challenge.us CNAME us.acme",
      "_imaps._tcp SRV 0 0 993 .",
      "acme NS ns1",
      "acme NS ns2.example.net.",
      'dev CAA 0 iodef "mailto:security@example.org"',
      "ns1 A 192.0.2.1",
      "ns1 A 192.0.2.2",
      "ns1 60 AAAA 2001:db8::1",
      "ptr PTR ns1",
      "reddit 30 A 192.0.2.1",
      "reddit 30 A 192.0.2.2",
      "redlib 30 A 192.0.2.1",
      "redlib 30 A 192.0.2.2",
      "redlib.eu 30 A 192.0.2.1",
      "redlib.eu 30 AAAA 2001:db8::1",
      "redlib.us 30 A 192.0.2.2",
      "sub NS ns.example.net.",
      "sub NS ns2.example.net.",
    ]);
    expect(files[1]?.lines).to.deep.equal([
      "$TTL 60",
      "SOA ns1.example.org. hostmaster.example.org. 3600 1800 1209600 60",
      "@ NS ns1.example.org.",
      "@ NS ns2.example.net.",
    ]);
  });

  it("vouches for the keys of the zone of challenges, where the zone is signed", () => {
    const keys = { ksk: [signingKey(), signingKey()], zsk: signingKey() };
    const [zone, acme] = filesOf(`
zones:
  example.org:
    soa: { mname: ns1.example.net., rname: hostmaster }
    ns: [ns1.example.net.]
    acme: true
    dnssec: ${JSON.stringify(keys)}
`);
    const wanted = keys.ksk.flatMap((pem) => {
      const key = readDnssecKey(pem, "ksk");
      return key === undefined ? [] : [`acme DS ${dsData("acme.example.org", key)}`];
    });
    expect(zone?.lines.filter((line) => line.includes(" DS ")))
      .to.have.members(wanted)
      .and.have.length(2);
    expect(acme?.lines.some((line) => line.includes(" DS "))).to.equal(false);
  });

  it("knows a holder of challenges, authorities and TTL of one's own, and a fleet without a map", () => {
    const [file] = filesOf(
      plainZones
        .replace("ns: [", "ttl: 60, ns: [")
        .replace(/^( +)ttl: 60, /m, "$1ttl: 60\n$1acme: true\n$1caa: [0 issue ca.example.net]\n$1") + "acme_holder: us\n",
      {
        map: undefined,
      },
    );
    expect(file?.lines).to.deep.equal([
      "$TTL 60",
      "SOA ns1.example.org. hostmaster.example.org. 3600 900 1209600 300",
      '@ CAA 0 issue "ca.example.net"',
      "@ NS ns1",
      "@ NS ns2.example.net.",
      "_acme-challenge CNAME us.acme",
      "_acme-challenge.eu CNAME eu.acme",
      "_acme-challenge.us CNAME us.acme",
      "acme NS ns1",
      "acme NS ns2.example.net.",
      "ns1 A 192.0.2.1",
    ]);
  });

  it("declares packages, a folder and files on the primary, elsewhere that there are no keys", () => {
    expect(declareZones(plainZones, { on: "eu" }).map(({ id }) => id)).to.deep.equal([
      "aptPackages:dns-zones",
      "dnssecKeys:example.org",
      "directory:/etc/knot/zones",
      "dnsZone:example.org",
    ]);
    const elsewhere = declareZones(plainZones, { on: "us" });
    expect(elsewhere.map(({ id, ending }) => [id, ending])).to.deep.equal([
      ["aptPackages:dns-zones", undefined],
      ["dnssecKeys:example.org", "nothing"],
    ]);
  });

  it("takes a zone inside another one where there is no map whose names it could hide", () => {
    const nested = `${plainZones}  dev.example.org:\n    soa: { mname: a., rname: b. }\n    ns: [a.]\n`;
    expect(filesOf(nested, { map: undefined })).to.have.length(2);
  });

  it("brings the keys of signed zones to every name server, before what they vouch for", () => {
    const signed = `${plainZones}    acme: true\n    dnssec: ${JSON.stringify({ ksk: signingKey(), zsk: signingKey() })}\n`;
    const keys = ["aptPackages:dns-zones", "dnssecKeys:example.org", "dnssecKeys:acme.example.org"];
    const files = ["directory:/etc/knot/zones", "dnsZone:example.org", "dnsZone:acme.example.org"];
    expect(declareZones(signed, { on: "eu" }).map(({ id }) => id)).to.deep.equal([...keys, ...files]);
    expect(declareZones(signed, { on: "us" }).map(({ id }) => id)).to.deep.equal(keys);
  });

  it("lists zones for the name servers' configuration, on every host", () => {
    const zones = `${plainZones}    acme: true\n  example.net:\n    soa: { mname: a., rname: b. }\n    ns: [a.]\n`;
    expect(list(zones)).to.deep.equal([
      { zone: "example.org", isSteered: true, isAcme: false },
      { zone: "acme.example.org", isSteered: false, isAcme: true },
      { zone: "example.net", isSteered: false, isAcme: false },
    ]);
    expect(list(undefined)).to.deep.equal([]);
    expect(() => list("zones: { example.org: 1 }")).to.throw(
      Failures,
      "dns_zones.zones.example.org: Cannot read the variables of role dns-zones",
    );
  });
});

/** The declared files, and what is in each, a line a record. */
function filesOf(zones: string, options: ZoneFleetOptions = {}): readonly { readonly want: object; readonly lines: readonly string[] }[] {
  const own = declareZones(zones, options).filter(({ kind }) => kind === "dnsZone");
  return own.map((resource) => {
    const { zone, content, path, once } = resource.want as { zone: string; content: string; path: string; once: boolean };
    const parsed = parseZone(content);
    if (parsed.outcome === "refused") throw new Error(`${parsed.line}: ${parsed.why}`);
    const records = zoneDiff(undefined, parsed.zone).added.map((line) => line.slice(2));
    return {
      want: { zone, path, once },
      lines: [`$TTL ${parsed.zone.ttl}`, `SOA ${Object.values(parsed.zone.soa).join(" ")}`, ...records],
    };
  });
}

function list(zones: string | undefined): ReturnType<typeof zoneList> {
  const inventory = zoneFleet(zones, { map: geoMapVars });
  return zoneList({ host: hostNamed("us"), inventory });
}
