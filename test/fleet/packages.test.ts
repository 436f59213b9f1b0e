import { expect } from "chai";
import { aptMirror } from "../../src/facts/apt-mirror.ts";
import { osRelease } from "../../src/facts/os-release.ts";
import { fromHost } from "../../src/model/from-host.ts";
import type { Resource } from "../../src/model/resource.ts";
import { aptPackages } from "../../src/resources/apt-packages.ts";
import { aptRepository } from "../../src/resources/apt-repository.ts";
import { applyTo, type Fleet, fleetUp, planOn } from "../support/fleet.ts";
import { KEY } from "../support/openpgp-keys.ts";
import { releases } from "../support/releases.ts";

const backports = {
  name: "test-backports",
  uris: [fromHost(aptMirror, "", ({ uri }) => uri)],
  suites: [fromHost(osRelease, "", ({ codename }) => `${codename}-backports`)],
  components: ["main"],
};

for (const name of releases("us", "in")) {
  describe(`packages on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
    });
    afterEach(() => {
      fleet.sh(name, "dpkg --configure -a; apt-mark unhold hello; apt-get purge -y -q hello sl tree; rm -f /etc/apt/*/test-*");
    });

    async function converge(...resources: readonly Resource[]): Promise<void> {
      const { failures } = await applyTo(fleet.host(name), resources);
      if (failures[0] !== undefined) throw failures[0];
      expect(await planOn(fleet.host(name), resources)).to.deep.equal([]);
    }

    it("are installed and removed together, and marked as wanted", async () => {
      await converge(aptPackages({ name: "test", packages: ["hello", "sl"], absent: ["tree"] }));
      fleet.sh(name, "apt-mark auto hello");
      await converge(aptPackages({ name: "test", packages: ["tree", { name: "hello", version: "2.*" }], absent: ["sl"] }));
      expect(fleet.sh(name, "apt-mark showmanual hello sl tree")).to.equal("hello\ntree\n");
    });

    it("are repaired where dpkg was interrupted", async () => {
      fleet.sh(
        name,
        "cd /tmp && apt-get update -q && apt-get download -q hello sl && apt-get purge -y -q libncurses6 && dpkg --unpack ./hello_*.deb ./sl_*.deb && rm ./*.deb",
      );
      expect(fleet.sh(name, "dpkg --audit")).to.include("hello");
      await converge(aptPackages({ name: "test", packages: ["hello"] }));
      expect(fleet.sh(name, "dpkg --audit; dpkg-query -W -f='${db:Status-Abbrev}' sl")).to.equal("ii ");
    });

    it("fail in apt's words where there is no such package or version, and touch nothing", async () => {
      const wanted = aptPackages({ name: "test", packages: ["hello", "no-such-package", { name: "sl", version: "99.*" }] });
      const { failures } = await applyTo(fleet.host(name), [wanted]);
      expect(failures[0]).to.include({ code: "CHANGE_FAILED", where: `${name}/aptPackages:test` });
      expect(failures[0]?.output).to.include("Unable to locate package no-such-package").and.to.include("apt-cache policy");
      expect(fleet.sh(name, "dpkg-query -W hello 2>/dev/null || echo absent")).to.equal("absent\n");
    });

    it("come from backports on the host's own mirror", async () => {
      await converge(aptRepository({ ...backports, signedBy: fromHost(aptMirror, "", ({ keyring }) => keyring) }));
      expect(fleet.sh(name, "apt-cache policy")).to.match(/-backports\/main/);
      await converge(aptRepository({ name: "test-backports", absent: true }));
    });

    it("never come from a repository that another key signed: it does not go live", async () => {
      const wrong = aptRepository({ ...backports, key: { content: KEY.armored, fingerprint: KEY.fingerprint } });
      const { failures } = await applyTo(fleet.host(name), [wrong]);
      expect(failures[0]).to.include({ code: "CHANGE_FAILED", where: `${name}/aptRepository:test-backports` });
      expect(fleet.sh(name, "ls /etc/apt/keyrings /etc/apt/sources.list.d /run")).not.to.include("test-backports");
    });

    it("stay available where a new repository contradicts the sources that are there", async () => {
      fleet.sh(
        name,
        "printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://a.example/x sid main\\n' >/etc/apt/sources.list.d/test-old.list",
      );
      const again = { name: "test-new", uris: ["http://a.example/x"], suites: ["sid"], components: ["main"] };
      const { failures } = await applyTo(fleet.host(name), [
        aptRepository({ ...again, key: { content: KEY.armored, fingerprint: KEY.fingerprint } }),
      ]);
      expect(failures[0]).to.include({ code: "VALIDATION_FAILED", where: `${name}/aptRepository:test-new` });
      expect(failures[0]?.output).to.include("Conflicting values set for option Signed-By");
      fleet.sh(name, "apt-get indextargets >/dev/null");
    });
  });
}
