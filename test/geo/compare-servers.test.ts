import { expect } from "chai";
import { compareDelegations, type ComparedServer, type Comparison, compareServers, compareSigners } from "../../src/geo/compare-servers.ts";

type Changes = Partial<Omit<ComparedServer, "status">> & { readonly status?: Partial<ComparedServer["status"]> };

function server(name: string, { status, ...more }: Changes = {}): ComparedServer {
  return {
    name,
    status: { version: "v1", unconfirmed: "", database: "d".repeat(64), drains: [], ...status },
    ordersDigest: "o".repeat(64),
    serials: new Map([["example.org", "1"]]),
    delegations: new Map([["example.org", ["ns1.example.org."]]]),
    signers: new Map(),
    answers: "",
    ...more,
  };
}

function told(comparisons: readonly Comparison[]): readonly string[] {
  return comparisons.map(
    ({ what, isSame, values }) => `${isSame ? "same" : "differs"} ${what}: ${[...values].map((pair) => pair.join("=")).join(", ")}`,
  );
}

describe("compareServers", () => {
  it("tells what is the same everywhere", () => {
    expect(told(compareServers([server("eu"), server("us")]))).to.deep.equal([
      "same orders: eu=oooooooooooooooo, us=oooooooooooooooo",
      "same database: eu=dddddddddddddddd, us=dddddddddddddddd",
      "same confirmed: eu=yes, us=yes",
      "same drained: eu=none, us=none",
      "same serial of example.org: eu=1, us=1",
      "same answers: eu=as the map, us=as the map",
    ]);
  });

  const differences: readonly { readonly title: string; readonly us: Changes; readonly says: string }[] = [
    { title: "orders", us: { ordersDigest: "p" }, says: "differs orders: eu=oooooooooooooooo, us=p" },
    { title: "the database", us: { status: { database: "e" } }, says: "differs database: eu=dddddddddddddddd, us=e" },
    { title: "a version that is not confirmed", us: { status: { unconfirmed: "v1" } }, says: "differs confirmed: eu=yes, us=no" },
    {
      title: "drains, whoever made them and however often",
      us: { status: { drains: ["us", "in", "us"].map((host) => ({ host, since: 0, by: "arya" })) } },
      says: "differs drained: eu=none, us=in us",
    },
    { title: "a zone that is missing", us: { serials: new Map() }, says: "differs serial of example.org: eu=1, us=no such zone" },
    { title: "answers that are not the map's", us: { answers: "US: A" }, says: "differs answers: eu=as the map, us=US: A" },
  ];
  for (const { title, us, says } of differences) {
    it(`tells of ${title}`, () => {
      expect(told(compareServers([server("eu"), server("us", us)]))).to.include(says);
    });
  }

  it("says nothing of answers that were not asked for, and all of one server", () => {
    const alone = compareServers([server("eu", { answers: undefined, status: { unconfirmed: "v1" } })]);
    expect(alone.map(({ what }) => what)).to.not.include("answers");
    expect(alone.filter(({ isSame }) => !isSame).map(({ what }) => what)).to.deep.equal(["confirmed"]);
  });
});

describe("compareSigners", () => {
  const [one, other] = ["1 13 2 0123456789abcdef0123", "2 13 2 fedcba9876543210"];
  const signed = (name: string, ...signers: readonly string[]): ComparedServer =>
    server(name, { signers: signers.length === 0 ? new Map() : new Map([["example.org", signers]]) });

  it("tells where name servers sign by other keys", () => {
    expect(told(compareServers([signed("eu", one, other), signed("us", other)]))).to.include(
      "differs keys of example.org: eu=1 13 0123456789abcdef, 2 13 fedcba9876543210, us=2 13 fedcba9876543210",
    );
    expect(told(compareServers([signed("eu", one), signed("us", one)]))).to.include(
      "same keys of example.org: eu=1 13 0123456789abcdef, us=1 13 0123456789abcdef",
    );
    expect(told(compareServers([signed("eu", one), signed("us")]))).to.include(
      "differs keys of example.org: eu=1 13 0123456789abcdef, us=none",
    );
  });

  const cases: readonly {
    readonly title: string;
    readonly eu: readonly string[];
    readonly ds: readonly string[] | undefined;
    readonly says: string;
  }[] = [
    { title: "the key that is vouched for", eu: [one, other], ds: [other], says: "same" },
    { title: "a registrar that was given nothing yet", eu: [one], ds: [], says: "same" },
    { title: "another key", eu: [one], ds: [other], says: "differs" },
    { title: "a zone that is signed no more", eu: [], ds: [one], says: "differs" },
    { title: "a resolver without an answer", eu: [one], ds: undefined, says: "differs" },
  ];
  for (const { title, eu, ds, says } of cases) {
    it(`knows ${title}`, () => {
      const [comparison] = told(compareSigners([signed("eu", ...eu)], new Map([["example.org", ds]])));
      expect(comparison).to.match(new RegExp(`^${says} DS of example\\.org: eu=.*, resolver=${ds === undefined ? "no answer" : ""}`));
    });
  }

  it("has nothing to say of a zone that nobody signs or vouches for", () => {
    expect(
      compareSigners(
        [signed("eu")],
        new Map([
          ["example.org", []],
          ["example.net", undefined],
        ]),
      ),
    ).to.deep.equal([]);
  });
});

describe("compareDelegations", () => {
  it("holds what name servers say against what a resolver sees", () => {
    const servers = [server("eu"), server("us", { delegations: new Map() })];
    const seen = new Map([
      ["example.org", ["NS1.example.org"]],
      ["example.net", undefined],
    ] as const);
    expect(told(compareDelegations(servers, seen))).to.deep.equal([
      "differs name servers of example.org: eu=ns1.example.org, us=none, resolver=ns1.example.org",
      "same name servers of example.net: eu=none, us=none, resolver=none",
    ]);
    expect(told(compareDelegations([server("eu")], new Map([["example.org", ["ns1.example.org"]]])))).to.deep.equal([
      "same name servers of example.org: eu=ns1.example.org, resolver=ns1.example.org",
    ]);
  });
});
