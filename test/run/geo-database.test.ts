import { chmodSync, existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { geoDatabase } from "../../src/run/geo-database.ts";
import { madeDatabase } from "../support/made-database.ts";

const KEYS = ["country_code"];

describe("geoDatabase", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "infra-geo-"));
    path = join(folder, "country.mmdb");
    writeFileSync(
      path,
      madeDatabase([
        ["192.0.2.0/25", { country_code: "DE" }],
        ["198.51.100.7/32", { country_code: "US" }],
        ["203.0.113.0/24", { country_code: "DE" }],
        ["2001:db8::/32", { country_code: "IN" }],
      ]),
    );
  });
  afterEach(() => {
    chmodSync(folder, 0o700);
    rmSync(folder, { recursive: true });
  });

  it("has an address of each family for each view, and knows the keys that are missing", () => {
    const { probes, missingKeys, file } = geoDatabase(path, KEYS);
    expect(probes).to.deep.equal([
      { view: "DE", v4: "192.0.2.1", v6: undefined },
      { view: "US", v4: "198.51.100.7", v6: undefined },
      { view: "IN", v4: undefined, v6: "2001:db8:0:0:0:0:0:1" },
    ]);
    expect(missingKeys).to.deep.equal([]);
    expect(file.localPath).to.equal(path);
    expect(geoDatabase(path, ["country/iso_code"]).missingKeys).to.deep.equal(["country/iso_code"]);
  });

  it("reads it once, until it is another one", () => {
    const first = geoDatabase(path, KEYS);
    expect(existsSync(join(folder, ".country.mmdb.index.json"))).to.equal(true);
    expect(geoDatabase(path, KEYS).file).to.deep.equal(first.file);
    writeFileSync(path, madeDatabase([["192.0.2.0/25", { country_code: "FR" }]]));
    utimesSync(path, new Date(0), new Date(0));
    expect(geoDatabase(path, KEYS).probes.map(({ view }) => view)).to.deep.equal(["FR"]);
  });

  it("refuses what is no database", () => {
    writeFileSync(path, "no database at all");
    expect(() => geoDatabase(path, KEYS)).to.throw(/not in MaxMind's format/);
  });
});
