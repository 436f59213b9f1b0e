import { expect } from "chai";
import fc from "fast-check";
import { type CountryDatabase, openCountryDatabase, textOf } from "../../src/formats/country-database.ts";
import { Failure } from "../../src/model/failure.ts";
import { parseIpRange } from "../../src/model/ip-range.ts";
import { type Known, madeDatabase, type Making } from "../support/made-database.ts";

const FLAT = ["country_code"];
const NESTED = ["continent/code", "country/iso_code"];

const known: readonly Known[] = [
  ["192.0.2.0/25", { country_code: "DE" }],
  ["198.51.100.7/32", { country_code: "US" }],
  ["203.0.113.0/24", { country_code: "DE" }],
  ["2001:db8::/32", { country_code: "IN" }],
  ["2001:db9::1/128", { country_code: "US" }],
];

function open(networks: readonly Known[], making?: Making): CountryDatabase {
  return openCountryDatabase(madeDatabase(networks, making), "made.mmdb");
}

function listed(database: CountryDatabase, keys: readonly string[] = FLAT): readonly string[] {
  return [...database.networks(keys)].map(({ family, first, prefix, view }) => `${textOf(first, family)}/${prefix} ${view}`);
}

describe("openCountryDatabase", () => {
  for (const recordSize of [24, 28, 32] as const) {
    it(`reads a tree of records of ${recordSize} bits, and passes over the ways that lead to IPv4 a second time`, () => {
      for (const hasAliases of [false, true]) {
        const database = open(known, { recordSize, hasAliases });
        expect(listed(database)).to.deep.equal([
          "192.0.2.0/25 DE",
          "198.51.100.7/32 US",
          "203.0.113.0/24 DE",
          "2001:db8:0:0:0:0:0:0/32 IN",
          "2001:db9:0:0:0:0:0:1/128 US",
        ]);
        expect(database.lookup("192.0.2.127", FLAT)).to.deep.equal({ view: "DE", prefix: 25 });
        expect(database.lookup("192.0.2.128", FLAT)).to.equal(undefined);
        expect(database.lookup("2001:db8:1::1", FLAT)).to.deep.equal({ view: "IN", prefix: 32 });
      }
    });
  }

  it("reads a tree of IPv4 alone, and says when it was made", () => {
    const database = open(known.slice(0, 2), { ipVersion: 4 });
    expect(listed(database)).to.deep.equal(["192.0.2.0/25 DE", "198.51.100.7/32 US"]);
    expect(database.builtAt).to.equal("2026-05-28T20:26:40.000Z");
  });

  it("reads nested keys, and leaves out what a record lacks", () => {
    const database = open([
      ["192.0.2.0/24", { continent: { code: "EU" }, country: { iso_code: "DE", names: { en: "Germany" } } }],
      ["198.51.100.0/24", { continent: { code: "EU" } }],
      ["203.0.113.0/24", { country: "odd", tags: ["a", 5] }],
    ]);
    expect(listed(database, NESTED)).to.deep.equal(["192.0.2.0/24 EU;DE", "198.51.100.0/24 EU;*", "203.0.113.0/24 *;*"]);
  });

  it("tells which keys no record has", () => {
    expect(open(known).missingKeys([...FLAT, ...NESTED])).to.deep.equal(NESTED);
    expect(open([]).missingKeys(FLAT)).to.deep.equal(FLAT);
  });

  it("lists exactly the networks that addresses are found by, whatever they are", () => {
    const byte = fc.nat({ max: 255 });
    const generated = fc.uniqueArray(fc.tuple(fc.constantFrom("v4", "v6"), byte, fc.integer({ min: 1, max: 8 }), byte), {
      maxLength: 12,
      selector: ([family, first]) => `${family} ${first}`,
    });
    fc.assert(
      fc.property(generated, fc.constantFrom<24 | 28 | 32>(24, 28, 32), (rows, recordSize) => {
        const networks = rows.map(([family, first, more, country]): Known => {
          const prefix = family === "v4" ? 8 + more : 16 + more;
          // Nothing of IPv6 begins with the zeros below which IPv4 lies.
          const base = family === "v4" ? `${first}.0.0.0` : `2${first.toString(16).padStart(2, "0")}1::`;
          return [`${base}/${prefix}`, { country_code: `C${country % 7}` }];
        });
        const database = open(networks, { recordSize });
        const wanted = networks.map(([network, record]) => {
          const { family, first } = parseIpRange(network);
          return `${textOf(first, family)}/${network.split("/")[1] ?? ""} ${String(record["country_code"])}`;
        });
        expect(listed(database)).to.have.members(wanted);
        for (const { family, first, prefix, view } of database.networks(FLAT)) {
          expect(database.lookup(textOf(first, family), FLAT)).to.deep.equal({ view, prefix });
        }
      }),
    );
  });

  it("refuses what is no database, and one that is cut short", () => {
    const whole = madeDatabase(known);
    for (const bytes of [new Uint8Array(), new Uint8Array(1000), whole.subarray(0, whole.length / 2), whole.subarray(whole.length - 150)]) {
      expect(() => openCountryDatabase(bytes, "made.mmdb"))
        .to.throw(Failure, "Cannot read the country database: it is not in MaxMind's format, or cut short")
        .with.property("code", "GEO_INVALID");
    }
  });
});
