import { expect } from "chai";
import type { GeoModel } from "../../src/geo/geo-model.ts";
import { steeredNames } from "../../src/geo/steered-name.ts";
import { ownersOf, zoneRecords } from "../../src/geo/zone-records.ts";
import { model } from "./small-fleet.ts";

function listed(given: GeoModel, zone: string): readonly string[] {
  return zoneRecords(given, zone).map(({ label, type, address }) => `${label} ${type} ${address}`);
}

const two = { ...model, services: model.services.filter(({ name }) => name === "wiki") };

describe("zoneRecords", () => {
  it("has a default of all hosts for a steered name, and a name for each host", () => {
    expect(listed(two, "example.org")).to.deep.equal([
      "wiki A 192.0.2.1",
      "wiki A 192.0.2.4",
      "wiki AAAA 2001:db8::1",
      "wiki AAAA 2001:db8::4",
      "wiki.eu1 A 192.0.2.1",
      "wiki.eu1 AAAA 2001:db8::1",
      "wiki.us A 192.0.2.4",
      "wiki.us AAAA 2001:db8::4",
    ]);
    expect(listed(two, "example.net")).to.deep.equal([]);
  });

  it("leaves a family that one host lacks out of the default, not of the other host's own name", () => {
    const hosts = model.hosts.map((host) => (host.name === "us" ? { ...host, v6: [] } : host));
    expect(listed({ ...two, hosts }, "example.org").filter((record) => record.includes("AAAA"))).to.deep.equal([
      "wiki.eu1 AAAA 2001:db8::1",
    ]);
  });

  it("has no names for hosts of an alias, or of the zone itself", () => {
    const names = [
      ...steeredNames("wiki", { "example.org": ["@"] }, { isAlias: false }),
      ...steeredNames("wiki", { "example.org": ["w"], "example.net": ["wiki"] }, { isAlias: true }),
    ];
    const services = two.services.map((one) => ({ ...one, names }));
    const labels = listed({ ...two, services }, "example.org").map((record) => record.split(" ")[0]);
    expect([...new Set(labels)]).to.deep.equal(["@", "w"]);
    expect(ownersOf({ ...two, services }, "example.org")).to.deep.equal(["example.org.", "w.example.org."]);
    expect(ownersOf({ ...two, services }, "example.net")).to.deep.equal(["wiki.example.net."]);
  });
});

describe("ownersOf", () => {
  it("lists steered names and those of hosts", () => {
    expect(ownersOf(two, "example.org")).to.deep.equal(["wiki.example.org.", "wiki.eu1.example.org.", "wiki.us.example.org."]);
  });
});
