import { expect } from "chai";
import type { z } from "zod";
import { aptSources } from "../../../roles/apt-sources/role.ts";
import { vendorNames } from "../../../roles/apt-sources/vendors.ts";
import type { Resource } from "../../../src/model/resource.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { KEY } from "../../support/openpgp-keys.ts";
import { releases } from "../../support/releases.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";

type Vars = z.input<typeof aptSources.vars>;

const FILES = "cd /etc/apt && sha256sum sources.list.d/* keyrings/* 2>/dev/null | sort";

for (const name of releases("in", "us")) {
  describe(`vendors' archives on ${name}`, () => {
    let fleet: Fleet;
    let given: Vars;
    before(async () => {
      fleet = await fleetUp("lab", { lab: true });
      given = aptSources.vars.parse(fleet.host(name).vars["apt_sources"]);
    });

    function declare(vars: Vars): readonly Resource[] {
      return roleOn(aptSources, fleet.host(name), { ...given, ...vars });
    }

    it("are all fetched and verified from lab, by keys of both forms that the host fetches", async () => {
      await settle(fleet.host(name), ...declare({ vendors: [...vendorNames] }));
      const verified = fleet.sh(name, "apt-get -q update --error-on=any >/dev/null && ls /var/lib/apt/lists");
      for (const vendor of vendorNames) expect(verified).to.match(new RegExp(`^lab_${vendor}_dists_.*_InRelease$`, "m"));
      expect(fleet.sh(name, "apt-cache madison tailscale")).to.include("http://lab/tailscale");
    });

    it("are refused when the fetched key has another fingerprint, and nothing changes", async () => {
      const before = fleet.sh(name, FILES);
      const mirrors = { ...given.mirrors, docker: { ...given.mirrors?.docker, fingerprint: KEY.fingerprint } };
      const { failures } = await applyTo(fleet.host(name), declare({ vendors: ["docker"], mirrors }));
      expect(failures.map(({ code, where }) => `${code} ${where}`)).to.deep.equal([`VALIDATION_FAILED ${name}/aptRepository:docker`]);
      expect(failures[0]?.output).to.match(
        new RegExp(`^Cannot trust the key of http://lab/archive-key.asc: wanted ${KEY.fingerprint}, found [0-9A-F]{40}$`, "m"),
      );
      expect(fleet.sh(name, FILES)).to.equal(before);
    });

    it("get their key back when somebody replaced it", async () => {
      const before = fleet.sh(name, FILES);
      fleet.sh(name, "echo other >/etc/apt/keyrings/knot.gpg");
      await settle(fleet.host(name), ...declare({ vendors: ["knot"] }));
      expect(fleet.sh(name, FILES)).to.equal(before);
    });

    it("go with their keys", async () => {
      await settle(fleet.host(name), ...declare({ backports: false, absent: [...vendorNames] }));
      expect(
        fleet.sh(name, "ls /etc/apt/sources.list.d /etc/apt/keyrings | grep -E 'caddy|docker|goaccess|knot|tailscale' || echo none"),
      ).to.equal("none\n");
    });
  });
}
