import { expect } from "chai";
import { geoipDatabase } from "../../../roles/geoip-database/role.ts";
import { fleetUp } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";

for (const name of releases("us", "in")) {
  describe(`MaxMind's databases on ${name}`, () => {
    it("are kept up to date by the package of contrib, from the host's own mirror", async () => {
      const fleet = await fleetUp();
      const host = fleet.host(name);
      const vars = { geoipupdate: ["GeoLite2-City"], account_id: 123456, license_key: "abc_DEF" };
      await settle(host, ...roleOn(geoipDatabase, host, vars));
      const mirrors = fleet.sh(name, "apt-get indextargets --format '$(REPO_URI) $(COMPONENT)' 'Created-By: Packages' | sort -u");
      const [mirror = ""] = /^\S+(?= contrib$)/m.exec(mirrors) ?? [];
      expect(mirrors.split("\n")).to.include(`${mirror} main`);
      fleet.sh(name, "apt-get -q update --error-on=any");
      expect(fleet.sh(name, "stat -c '%a %U:%G' /etc/GeoIP.conf && cat /etc/GeoIP.conf")).to.equal(
        "600 root:root\nAccountID 123456\nLicenseKey abc_DEF\nEditionIDs GeoLite2-City\n",
      );
      expect(fleet.sh(name, "systemctl is-enabled geoipupdate.timer; systemctl is-active geoipupdate.timer")).to.equal("enabled\nactive\n");
      const next = fleet.sh(
        name,
        "systemctl show -P NextElapseUSecMonotonic geoipupdate.timer; systemctl show -P LastTriggerUSec geoipupdate.timer",
      );
      expect(next.trim(), "the first fetch is due, or has begun").to.not.match(/^(?:infinity)?\s*n\/a$/);
    });
  });
}
