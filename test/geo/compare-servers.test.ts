import { expect } from "chai";
import { type ComparedServer, compareDelegations, compareServers } from "../../src/geo/compare-servers.ts";

const zone = "example.org.";

function server(name: string, more: Partial<ComparedServer> = {}, status: Partial<ComparedServer["status"]> = {}): ComparedServer {
  return {
    name,
    status: { version: "v", unconfirmed: "", database: "d".repeat(64), drains: [], ...status },
    ordersDigest: "o".repeat(64),
    serials: new Map([[zone, "7"]]),
    delegations: new Map([[zone, ["ns1.example.org.", "NS2.example.org."]]]),
    answers: "",
    ...more,
  };
}

function differing(...servers: readonly ComparedServer[]): readonly string[] {
  return compareServers(servers)
    .filter(({ isSame }) => !isSame)
    .map(({ what, values }) => `${what}: ${[...values].map(([name, value]) => `${name} ${value}`).join(", ")}`);
}

describe("compareServers", () => {
  it("finds nothing where all are the same, and shows as much of digests as people read", () => {
    expect(differing(server("eu"), server("us"))).to.deep.equal([]);
    const [orders] = compareServers([server("eu")]);
    expect(orders?.values.get("eu")).to.equal("o".repeat(16));
    expect(compareServers([])).to.have.length(4);
  });

  const drained = { host: "in", since: 1, by: "ann" };
  for (const [title, other, found] of [
    ["other orders", server("us", { ordersDigest: "p" }), "orders: eu oooooooooooooooo, us p"],
    ["another database", server("us", {}, { database: "e" }), "database: eu dddddddddddddddd, us e"],
    ["a map that waits to be confirmed", server("us", {}, { unconfirmed: "v" }), "confirmed: eu yes, us no"],
    ["another drain", server("us", {}, { drains: [drained, drained] }), "drained: eu none, us in"],
    ["another serial", server("us", { serials: new Map([[zone, "6"]]) }), "serial of example.org.: eu 7, us 6"],
    ["a zone that is not there", server("us", { serials: new Map() }), "serial of example.org.: eu 7, us no such zone"],
    ["answers that are not the map's", server("us", { answers: "A is wrong" }), "answers: eu as the map, us A is wrong"],
  ] as const) {
    it(`finds ${title}`, () => {
      expect(differing(server("eu"), other)).to.deep.equal([found]);
    });
  }

  it("finds a map that waits to be confirmed on all", () => {
    expect(differing(server("eu", {}, { unconfirmed: "v" }))).to.deep.equal(["confirmed: eu no"]);
  });

  it("says nothing of answers that were not asked for", () => {
    expect(compareServers([server("eu", { answers: undefined })]).map(({ what }) => what)).to.not.include("answers");
  });
});

describe("compareDelegations", () => {
  it("holds what a resolver sees against what the name servers say, whatever the order and the case", () => {
    const seen = new Map([
      [zone, ["ns2.example.org", "ns1.example.org"]],
      ["example.net.", undefined],
    ]);
    const [org, net] = compareDelegations([server("eu")], seen);
    expect(org).to.include({ what: "name servers of example.org.", isSame: true });
    expect([...(net?.values ?? [])]).to.deep.equal([
      ["eu", "none"],
      ["resolver", "none"],
    ]);
    const [other] = compareDelegations([server("eu")], new Map([[zone, ["ns3.example.org"]]]));
    expect(other?.isSame).to.equal(false);
  });
});
