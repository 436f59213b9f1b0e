import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { madeDatabase } from "../support/made-database.ts";
import { type Repository, repository } from "../run/repository.ts";
import { infra, type Outcome } from "./infra.ts";

const vars = `geo_map:
  zones: [example.org]
  regions:
    eu: { at: [50.1, 8.7], hosts: [eu] }
    us: { at: [40.7, -74.0], hosts: [us] }
  overrides: { countries: { NZ: eu } }
  services:
    web: { aliases: { example.org: [www] } }
    wiki: { hosts: [us] }
geoip_database: { source: file, path: country.mmdb }
`;

describe("infra geo lookup, simulate and map", () => {
  let made: Repository;
  const geo = (...argv: readonly string[]): Promise<Outcome> => infra(made.path, "geo", ...argv);
  const json = async (...argv: readonly string[]): Promise<readonly unknown[]> => {
    const { stdout } = await geo(...argv, "--json");
    const lines = stdout.trim().split("\n");
    return lines.slice(0, -1).map((line): unknown => JSON.parse(line));
  };

  before(() => {
    made = repository({
      "inventory/hosts.yml":
        "nameservers: { hosts: { eu: { ansible_host: 192.0.2.1 }, us: { ansible_host: 192.0.2.2 } } }\nweb: { hosts: { away: } }\n",
      "inventory/group_vars/nameservers.yml": vars,
    });
    const flat = madeDatabase([
      ["198.51.100.0/24", { country_code: "DE" }],
      ["203.0.113.0/24", { country_code: "US" }],
      ["192.0.2.0/25", { country_code: "NZ" }],
      ["192.0.2.128/25", { country_code: "ZZ" }],
      ["2001:db8::/32", { country_code: "DE" }],
    ]);
    writeFileSync(join(made.path, "country.mmdb"), flat);
    const nested = madeDatabase([["198.51.100.0/24", { continent: { code: "EU" }, country: { iso_code: "RU" } }]]);
    writeFileSync(join(made.path, "nested.mmdb"), nested);
    writeFileSync(join(made.path, "empty.mmdb"), "");
  });
  after(() => {
    made.remove();
  });

  it("lookup tells the network, the order of regions, who answers and why the others do not", async () => {
    const { status, stdout } = await geo("lookup", "203.0.113.9", "--down", "us");
    expect(status).to.equal(0);
    expect(stdout.split("\n")).to.deep.equal([
      "203.0.113.9 is in US, United States, by its network of 24 bits in country.mmdb of 2026-05-28",
      "Nearest regions to its people: us 1,270 km, eu 7,254 km",
      "",
      "web (web.example.org, www.example.org), view US",
      "  host  tier  verdict",
      "  us       1  is down (--down)",
      "  eu       2  answers",
      "  A 192.0.2.1, TTL 30",
      "",
      "wiki (wiki.example.org), view US",
      "  host  tier  verdict",
      "  us       1  answers, though it is down or drained: there is none else",
      "  eu       2  does not run the service",
      "  A 192.0.2.2, TTL 30",
      "",
    ]);
  });

  it("lookup tells of overrides, of countries that are none and of addresses that are not known", async () => {
    expect((await geo("lookup", "192.0.2.1")).stdout).to.contain("Nearest regions to its people: eu by override, us 14,");
    const odd = (await geo("lookup", "192.0.2.200")).stdout;
    expect(odd)
      .to.contain("is in ZZ, ZZ, by its network of 25 bits")
      .and.to.contain("they come as listed: eu, us")
      .and.to.contain("view *");
    const none = (await geo("lookup", "2001:db9::1", "--service", "web")).stdout;
    expect(none)
      .to.contain("2001:db9::1 is not known to country.mmdb")
      .and.to.contain("web (web.example.org, www.example.org), the second map");
  });

  it("lookup tells a program the same", async () => {
    expect(await json("lookup", "2001:db8::1", "--service", "web")).to.deep.equal([
      {
        type: "lookup",
        service: "web",
        address: "2001:db8::1",
        prefix: 32,
        found: "DE",
        view: "DE",
        steps: [
          { host: "eu", tier: 1, verdict: "answers" },
          { host: "us", tier: 2, verdict: "farther" },
        ],
        hosts: ["eu"],
        v4: ["192.0.2.1"],
        v6: [],
        ttl: 30,
      },
    ]);
  });

  it("lookup reads a nested database, which may put a country on another continent than we do", async () => {
    const keys = '{"geoip_database": {"source": "file", "path": "nested.mmdb", "keys": ["continent/code", "country/iso_code"]}}';
    const { stdout } = await geo("lookup", "198.51.100.1", "-e", keys);
    expect(stdout).to.contain("is in EU;RU, Russia").and.to.contain("web (web.example.org, www.example.org), view EU;RU\n");
  });

  it("simulate tells shares, and where they go", async () => {
    const { stdout } = await geo("simulate", "--down", "us");
    expect(stdout).to.equal(
      [
        "By country.mmdb of 2026-05-28: IPv4 by address, IPv6 by the database's networks.",
        "",
        "web    IPv4    after     IPv6    after  countries  after",
        "eu   66.7 %  100.0 %  100.0 %  100.0 %          3      4",
        "us   33.3 %    0.0 %    0.0 %    0.0 %          1      0",
        "us → eu: 33.3 % of IPv4, 0.0 % of IPv6, 1 countries",
        "",
        "wiki     IPv4    after     IPv6    after  countries  after",
        "us    100.0 %  100.0 %  100.0 %  100.0 %          4      4",
        "",
      ].join("\n"),
    );
    const [web] = await json("simulate", "--service", "web");
    expect(web).to.deep.equal({
      type: "simulation",
      service: "web",
      total: { v4: 768, v6: 1, countries: 4 },
      hosts: { eu: { before: { v4: 512, v6: 1, countries: 3 } }, us: { before: { v4: 256, v6: 0, countries: 1 } } },
    });
    const [after] = await json("simulate", "--service", "web", "--down", "eu");
    expect(after)
      .to.have.property("moves")
      .that.deep.equals([{ from: "eu", to: "us", load: { v4: 512, v6: 1, countries: 3 } }]);
  });

  it("map writes SVG to a file or to standard output", async () => {
    const { stdout } = await geo("map", "--service", "web");
    expect(stdout).to.match(/^<svg [\s\S]*<\/svg>\n$/);
    expect(await geo("map", "--service", "web", "--svg", "map.svg")).to.deep.equal({ status: 0, stdout: "", stderr: "" });
    expect(readFileSync(join(made.path, "map.svg"), "utf8")).to.equal(stdout);
    expect(await json("map", "--service", "web")).to.deep.equal([{ type: "map", service: "web", svg: stdout }]);
    expect(await json("map", "--service", "web", "--svg", "map.svg")).to.deep.equal([{ type: "map", service: "web", file: "map.svg" }]);
  });

  const refused: readonly { readonly argv: readonly string[]; readonly status: number; readonly says: string }[] = [
    { argv: ["lookup", "192.0.2"], status: 64, says: 'address: Cannot look up "192.0.2": it is no IPv4 or IPv6 address [USAGE]' },
    {
      argv: ["lookup", "192.0.2.1", "--service", "wika"],
      status: 64,
      says: 'there is no service "wika" [USAGE]\n  hint: Did you mean "wiki"?',
    },
    { argv: ["simulate", "--down", "su"], status: 64, says: '--down: Cannot reckon: no region has a host "su" [USAGE]' },
    {
      argv: ["lookup", "192.0.2.1", "--database", "no.mmdb"],
      status: 64,
      says: '--database: Cannot read "no.mmdb": there is no such file',
    },
    { argv: ["lookup", "192.0.2.1", "--database", "inventory"], status: 64, says: '--database: Cannot read "inventory": it is a folder' },
    { argv: ["lookup", "192.0.2.1", "--database", "empty.mmdb"], status: 1, says: "empty.mmdb: Cannot read the country database" },
    {
      argv: ["lookup", "192.0.2.1", "--database", "nested.mmdb"],
      status: 1,
      says: 'nested.mmdb: Cannot steer by this country database: none of its records has "country_code" [GEO_INVALID]',
    },
    { argv: ["map"], status: 64, says: "Cannot draw one map: there are 2 services [USAGE]\n  hint: Choose one of web, wiki" },
    { argv: ["map", "--service", "web", "--svg", "no/map.svg"], status: 64, says: "Cannot write the map to" },
    { argv: ["lookup", "192.0.2.1", "-e", '{"geo_map": {"ttl": 0}}'], status: 1, says: "geo_map.ttl: must be at least 1" },
    {
      argv: ["lookup", "192.0.2.1", "-e", '{"geoip_database": {"source": "file", "path": "gone.mmdb"}}'],
      status: 1,
      says: '-e:1:39: Cannot read "gone.mmdb" of the repository: there is no such file [VARS_INVALID]',
    },
  ];
  for (const { argv, status, says } of refused) {
    it(`refuses: ${argv.join(" ")}`, async () => {
      const outcome = await geo(...argv);
      expect(outcome.stderr).to.contain(says);
      expect(outcome.status).to.equal(status);
    });
  }

  it("says what to describe where there is no model", async () => {
    const bare = repository({ "inventory/hosts.yml": "all: { hosts: { eu: } }\n" });
    const { status, stderr } = await infra(bare.path, "geo", "lookup", "192.0.2.1");
    expect(status).to.equal(1);
    expect(stderr)
      .to.contain("the inventory has no group nameservers, and no host a variable geo_map")
      .and.to.contain("hint: Describe regions");
    bare.remove();
    const half = repository({ "inventory/hosts.yml": "nameservers: { hosts: { eu: } }\n" });
    expect((await infra(half.path, "geo", "lookup", "192.0.2.1")).stderr).to.contain("host eu has no variable geo_map");
    half.remove();
  });
});
