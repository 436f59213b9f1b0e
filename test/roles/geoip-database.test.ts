import { expect } from "chai";
import { geoipConf } from "../../roles/geoip-database/geoip-conf.ts";
import { geoipDatabase } from "../../roles/geoip-database/role.ts";
import { Secret, unsealed } from "../../src/model/secret.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

const account = { account_id: 123456, license_key: "abc_DEF" };
const given = { geoipupdate: ["GeoLite2-City", "GeoLite2-ASN"], ...account };

describe("the role geoip-database", () => {
  it("puts nothing on a host by itself", () => {
    expect(roleOn(geoipDatabase, hostNamed("eu"), {})).to.deep.equal([]);
    expect(roleOn(geoipDatabase, hostNamed("eu"), { source: "geolite2", ...account })).to.deep.equal([]);
  });

  it("has hosts keep MaxMind's editions, by a package of contrib", () => {
    expect(roleOn(geoipDatabase, hostNamed("eu"), given).map(({ id }) => id)).to.deep.equal([
      "aptRepository:contrib",
      "aptPackages:geoip-database",
      "file:/etc/GeoIP.conf",
      "systemdUnit:geoipupdate.timer.d/infra.conf",
      "service:geoipupdate.timer",
    ]);
  });

  it("writes the license key into a file that nobody is shown", () => {
    const text = geoipConf(geoipDatabase.vars.parse(given));
    expect(text).to.be.instanceOf(Secret);
    expect(unsealed(text)).to.equal("AccountID 123456\nLicenseKey abc_DEF\nEditionIDs GeoLite2-City GeoLite2-ASN\n");
  });
});
