import { expect } from "chai";
import type { z } from "zod";
import { aptSources } from "../../roles/apt-sources/role.ts";
import { vendorNames, vendors } from "../../roles/apt-sources/vendors.ts";
import type { Resource } from "../../src/model/resource.ts";
import { openPgpFingerprints } from "../../src/formats/openpgp.ts";
import { KEY } from "../support/openpgp-keys.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

function declare(vars: z.input<typeof aptSources.vars>): readonly Resource[] {
  return roleOn(aptSources, hostNamed("eu"), vars);
}

describe("role apt-sources", () => {
  it("has backports, the vendors that are named, other archives, and none that shall be absent", () => {
    const ids = declare({
      vendors: ["docker", "tailscale"],
      repositories: { own: { uris: ["https://deb.example.org/"], key_url: "https://deb.example.org/key", fingerprint: KEY.fingerprint } },
      absent: ["old"],
    }).map(({ id }) => id);
    expect(ids).to.deep.equal(["backports", "docker", "tailscale", "own", "old"].map((name) => `aptRepository:${name}`));
  });

  it("knows an address, a key's address and whole fingerprint of each vendor", () => {
    expect(vendorNames).to.have.members(Object.keys(vendors));
    for (const name of vendorNames) {
      expect(vendors[name].fingerprint, name).to.match(/^[0-9A-F]{40}$/);
      expect(declare({ vendors: [name] })).to.have.length(2);
    }
  });

  it("takes a mirror's words for a vendor's, without adding the archive", () => {
    const mirrors = {
      caddy: {
        uris: ["http://mirror.test/caddy"],
        suites: ["x"],
        components: ["y"],
        key_url: "http://mirror.test/key",
        fingerprint: KEY.fingerprint,
      },
    };
    expect(declare({ mirrors })).to.have.length(1);
    expect(declare({ vendors: ["caddy"], mirrors })).to.have.length(2);
  });

  it("compares a key that is given here, and wants one from one place", () => {
    const own = { uris: ["https://deb.example.org/"], fingerprint: KEY.fingerprint };
    expect(openPgpFingerprints(KEY.armored)).to.deep.equal([KEY.fingerprint]);
    expect(declare({ repositories: { own: { ...own, key: KEY.armored, suites: ["x"], architectures: ["amd64"] } } })).to.have.length(2);
    expect(() => declare({ repositories: { own } })).to.throw("key_url");
    expect(() => declare({ repositories: { own: { ...own, key: KEY.armored, fingerprint: "A".repeat(40) } } })).to.throw(
      "does not fit the key",
    );
  });

  it("can do without backports", () => {
    expect(declare({ backports: false })).to.have.length(1);
  });
});
