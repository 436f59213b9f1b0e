import { expect } from "chai";
import { readZones } from "../../src/geo/dns-zones.ts";
import { Failures } from "../../src/model/failure.ts";
import type { Host, Inventory, Value } from "../../src/model/host.ts";
import { hostNamed } from "../support/role-on.ts";

const soa = { mname: "ns1.example.org.", rname: "hostmaster.example.org." };
const ns = ["ns1.example.org."];
const geo = {
  regions: { eu: { at: [50.1, 8.7], hosts: ["eu"] }, us: { at: [40.7, -74], hosts: ["us"] } },
  addresses: ["192.0.2.1", "2001:db8::1"],
  services: { web: { names: { "example.org": "web" }, aliases: { "example.org": "www" } } },
};

/** Two hosts with the same variables; a place is the way to it. */
function inventoryOf(vars: Readonly<Record<string, unknown>>): { readonly host: Host; readonly inventory: Inventory } {
  const hosts = ["eu", "us"].map(hostNamed);
  const inventory: Inventory = {
    hosts,
    host: (name) => hosts.find((one) => one.name === name),
    select: () => hosts,
    roleVars: (_, variable) => vars[variable] as Value | undefined,
    whereIs: (_, path) => `all.yml:${path.join(".")}`,
  };
  return { host: hostNamed("eu"), inventory };
}

function zones(one: object, more: object = {}): ReturnType<typeof readZones> {
  const vars = { geo_map: geo, dns_zones: { zones: { "example.org": { soa, ns, ...one }, ...more } } };
  return readZones({ ...inventoryOf(vars), acmeHosts: ["eu", "us"] });
}

function mistakes(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof Failures) return error.failures.map(({ where, message }) => `${where}: ${message}`);
    throw error;
  }
  throw new Error("there is no mistake");
}

describe("readZones", () => {
  it("makes the names of services, and leaves out what the inventory has not", () => {
    const [zone] = zones({ records: [{ name: "ns1", type: "A", value: "192.0.2.53" }] });
    expect(zone).to.include({ zone: "example.org", isSteered: true, isAcme: false });
    expect(zone?.content.split("\n").slice(4, -1)).to.deep.equal([
      '@ IN CAA 0 issue "letsencrypt.org;validationmethods=dns-01"',
      "@ IN NS ns1.example.org.",
      "ns1 IN A 192.0.2.53",
      "web 30 IN A 192.0.2.1",
      "web 30 IN A 192.0.2.1",
      "web 30 IN AAAA 2001:db8::1",
      "web 30 IN AAAA 2001:db8::1",
      ...["web.eu", "web.us"].flatMap((name) => [`${name} 30 IN A 192.0.2.1`, `${name} 30 IN AAAA 2001:db8::1`]),
      ...["www 30 IN A 192.0.2.1", "www 30 IN AAAA 2001:db8::1"].flatMap((line) => [line, line]),
    ]);
    expect(readZones({ ...inventoryOf({}), acmeHosts: [] })).to.deep.equal([]);
    const [plain] = readZones({ ...inventoryOf({ dns_zones: { zones: { "example.net": { soa, ns } } } }), acmeHosts: [] });
    expect(plain).to.include({ isSteered: false });
  });

  it("delegates challenges to a zone of their own", () => {
    const [zone, acme] = zones({ acme: true });
    expect(zone?.content).to.include("\n_acme-challenge IN CNAME eu.acme.example.org.\n").and.to.include("\nacme IN NS ns1.example.org.\n");
    expect(zone?.content).to.include("\n_acme-challenge.us IN CNAME us.acme.example.org.\n");
    expect(acme).to.include({ zone: "acme.example.org", isAcme: true, isSteered: false });
    const vars = { dns_zones: { zones: { "example.org": { soa, ns, acme: true } } } };
    expect(readZones({ ...inventoryOf(vars), acmeHosts: [] })[0]?.content).to.not.include("_acme-challenge");
  });

  it("writes every type of record", () => {
    const records = [
      { name: "@", type: "MX", preference: 10, exchange: "mail.example.net." },
      { name: "@", type: "TXT", value: "v=spf1 -all" },
      { name: "sub", type: "CAA", tag: "issue", value: "example.net" },
      { name: "_x._tcp", type: "SRV", priority: 1, weight: 2, port: 3, target: "x.example.net." },
      { name: "_443._tcp", type: "TLSA", usage: 3, selector: 1, matching: 1, data: "00ff" },
      { name: "alias", ttl: 60, type: "CNAME", value: "x.example.net." },
    ];
    const text = zones({ records, caa: [] })[0]?.content ?? "";
    for (const line of [
      "@ IN MX 10 mail.example.net.",
      '@ IN TXT "v=spf1 -all"',
      'sub IN CAA 0 issue "example.net"',
      "_x._tcp IN SRV 1 2 3 x.example.net.",
      "_443._tcp IN TLSA 3 1 1 00ff",
      "alias 60 IN CNAME x.example.net.",
    ])
      expect(text).to.include(`\n${line}\n`);
  });

  it("tells all mistakes at once, with their places", () => {
    const records = [
      { name: "a", type: "CNAME", value: "b.example.org." },
      { name: "a", type: "TXT", value: "beside" },
      { name: "old", type: "CNAME", value: "web.example.org." },
      { name: "web", type: "A", value: "192.0.2.9" },
      { name: "@", type: "MX", preference: 1, exchange: "a.example.org." },
      { name: "s", type: "SRV", priority: 1, weight: 1, port: 1, target: "a.example.org." },
      { name: "d", type: "NS", value: "a.example.org." },
      { name: "t", type: "TXT", value: "twice" },
      { name: "t", type: "TXT", value: "twice" },
      { name: "@", type: "CNAME", value: "x.example.net." },
    ];
    const place = (index: number): string => `all.yml:dns_zones.zones.example.org.records.${index}`;
    const all = mistakes(() => zones({ ns: ["web.example.org."], records }));
    expect(all.map((one) => one.split(": ")[0])).to.deep.equal([
      "all.yml:dns_zones.zones.example.org.ns",
      ...[0, 2, 3, 4, 5, 6, 9, 8].map(place),
    ]);
    expect(all[2]).to.include("would not be steered");
    expect(all[3]).to.include("is a name of a service");
  });

  it("refuses what is no record, before it looks at the zone", () => {
    const all = mistakes(() => zones({ ttl: 0, records: [{ name: "*.*", type: "A", value: "192.0.2.300" }] }));
    expect(all).to.have.length(3);
    expect(all.join("\n")).to.include("must be at least 1").and.to.include("must be an IPv4 address");
  });
});
