import { expect } from "chai";
import fc from "fast-check";
import { aptPackages } from "../../../src/resources/apt-packages.ts";
import { aptRepository } from "../../../src/resources/apt-repository.ts";
import { type Command, lines, sh } from "../../../src/shell/sh.ts";
import { ARCHIVE, makeArchive } from "../../support/apt-archive.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { onFleet, settle } from "../../support/settle.ts";

const NAMES = ["kinds-a", "kinds-b", "kinds-c", "kinds-d"];

/** What may be with a package before anybody declares it. */
const oddStates: Readonly<Record<string, (name: string) => Command>> = {
  absent: () => sh`:`,
  installed: (name) => sh`dpkg --install ${`/srv/kinds-apt/${name}_2.0.deb`}`,
  old: (name) => sh`dpkg --install ${`/srv/kinds-apt/${name}_1.0.deb`}`,
  "there for another package's sake": (name) => sh`dpkg --install ${`/srv/kinds-apt/${name}_1.0.deb`}; apt-mark auto ${name}`,
  "removed, with its configuration left": (name) => sh`dpkg --install ${`/srv/kinds-apt/${name}_1.0.deb`}; dpkg --remove ${name}`,
  unpacked: (name) => sh`dpkg --unpack ${`/srv/kinds-apt/${name}_1.0.deb`}`,
  "half configured": (name) => sh`touch /run/kinds-fails; dpkg --install ${`/srv/kinds-apt/${name}_1.0.deb`}; rm /run/kinds-fails`,
};

const wantedVersion = fc.constantFrom("absent", "any", "1.0", "1.*");
const oddPackages = fc.record({
  states: fc.array(fc.constantFrom(...Object.keys(oddStates)), { minLength: 4, maxLength: 4 }),
  wanted: fc.array(wantedVersion, { minLength: 4, maxLength: 4 }),
});

for (const name of releases("in", "us")) {
  describe(`aptPackages on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
      const { armored, fingerprint } = makeArchive(fleet, name);
      const key = { content: armored, fingerprint };
      await settle(fleet.host(name), aptRepository({ name: "kinds", uris: [ARCHIVE], suites: ["./"], key }));
    });
    beforeEach(cleanUp);
    after(() => {
      cleanUp();
      fleet.sh(name, "rm -rf /srv/kinds-apt /etc/apt/sources.list.d/kinds* /etc/apt/keyrings/kinds*; apt-get -q update");
    });

    function cleanUp(): void {
      fleet.sh(
        name,
        `rm -f /run/kinds-fails; apt-mark unhold ${NAMES.join(" ")}; dpkg --force-all --purge ${NAMES.join(" ")} 2>&1; rm -f /etc/kinds.conf*; dpkg --audit`,
      );
    }

    /** The versions of what is installed, by the packages' own files. */
    function installed(): string {
      return fleet.sh(name, "cd /usr/share/kinds 2>/dev/null && head -v -n 1 * | tr -d '\\n' || true");
    }

    it("come to be from any state, an interrupted dpkg among them, in one transaction", async () => {
      await fc.assert(
        fc.asyncProperty(oddPackages, async ({ states, wanted }) => {
          cleanUp();
          const made = NAMES.map((one, index) => oddStates[states[index] ?? ""]?.(one) ?? sh`false`);
          fleet.sh(name, lines(sh`exec >/dev/null 2>&1`, ...made, sh`true`).text);
          const wants = NAMES.map((one, index) => ({ name: one, version: wanted[index] ?? "" }));
          const needed = wants.map((one) =>
            one.name === "kinds-a" && wanted[1] !== "absent" && one.version === "absent" ? { ...one, version: "any" } : one,
          );
          const transactions = "grep -c ^Start-Date /var/log/apt/history.log || true";
          const before = Number(fleet.sh(name, transactions));
          const isInterrupted = fleet.sh(name, "dpkg --audit") !== "";
          const packages = needed.filter(({ version }) => version !== "absent").map((one) => (one.version === "any" ? one.name : one));
          const absent = needed.filter(({ version }) => version === "absent").map((one) => one.name);
          await settle(fleet.host(name), aptPackages({ name: "kinds", packages, absent }));
          expect(Number(fleet.sh(name, transactions)) - before).to.be.at.most(isInterrupted ? 2 : 1);
          const seen = installed();
          for (const one of needed) {
            if (one.version === "absent") expect(seen).not.to.include(one.name);
            else expect(seen).to.match(new RegExp(`==> ${one.name} <==${one.version === "any" ? "[12]" : "1"}\\.0`));
          }
          const manual = fleet.sh(name, `apt-mark showmanual ${NAMES.join(" ")}; dpkg --audit`).trim();
          expect(manual === "" ? [] : manual.split("\n")).to.deep.equal(packages.map((one) => (typeof one === "string" ? one : one.name)));
        }),
        { ...onFleet, numRuns: 3 },
      );
    });

    it("keep a configuration file that the administrator edited, and ask nobody", async () => {
      await settle(fleet.host(name), aptPackages({ name: "kinds", packages: [{ name: "kinds-d", version: "1.0" }] }));
      fleet.sh(name, "echo edited >/etc/kinds.conf");
      await settle(fleet.host(name), aptPackages({ name: "kinds", packages: [{ name: "kinds-d", version: "2.*" }] }));
      expect(fleet.sh(name, "cat /etc/kinds.conf /usr/share/kinds/kinds-d")).to.equal("edited\n2.0\n");
      await settle(fleet.host(name), aptPackages({ name: "kinds", absent: ["kinds-d"] }));
      expect(fleet.sh(name, "cat /etc/kinds.conf")).to.equal("edited\n");
    });

    it("are left alone where they are held, or where a package's own script fails", async () => {
      fleet.sh(name, "apt-get -y -q install kinds-a=1.0; apt-mark hold kinds-a");
      const held = await applyTo(fleet.host(name), [aptPackages({ name: "kinds", packages: [{ name: "kinds-a", version: "2.0" }] })]);
      expect(held.failures[0]).to.include({ code: "RESOURCE_INVALID", message: 'Cannot change "kinds-a" (1.0): held on the host' });
      await settle(fleet.host(name), aptPackages({ name: "kinds", packages: ["kinds-a", "kinds-b"] }));
      fleet.sh(name, "touch /run/kinds-fails");
      const broken = await applyTo(fleet.host(name), [aptPackages({ name: "more", packages: ["kinds-c"] })]);
      expect(broken.failures[0]).to.include({ code: "CHANGE_FAILED" });
      expect(broken.failures[0]?.output).to.include("kinds-c");
      fleet.sh(name, "rm /run/kinds-fails");
      await settle(fleet.host(name), aptPackages({ name: "more", packages: ["kinds-c"] }));
    });

    it("never take away what was not named", async () => {
      fleet.sh(name, "apt-get -y -q install kinds-b");
      const { failures } = await applyTo(fleet.host(name), [aptPackages({ name: "kinds", absent: ["kinds-a"] })]);
      expect(failures[0]).to.include({ code: "CHANGE_FAILED" });
      expect(failures[0]?.output).to.include("kinds-b");
      expect(installed()).to.equal("==> kinds-a <==2.0==> kinds-b <==1.0");
      await settle(fleet.host(name), aptPackages({ name: "kinds", absent: ["kinds-a", "kinds-b"] }));
    });

    it("fail as a whole, before anything is touched, where one of them is not to be had", async () => {
      fleet.sh(name, "apt-get -y -q install kinds-c");
      for (const [packages, words] of [
        [["kinds-a", "kinds-none"], "Unable to locate package kinds-none"],
        [["kinds-a", { name: "kinds-d", version: "9.*" }], "Version '9.*' for 'kinds-d' was not found"],
        [["kinds-a", { name: "kinds-d", fromSuite: "sid" }], "Release 'sid' for 'kinds-d' was not found"],
      ] as const) {
        const { failures } = await applyTo(fleet.host(name), [
          aptPackages({ name: "kinds", packages: [...packages], absent: ["kinds-c"] }),
        ]);
        expect(failures[0]).to.include({ code: "CHANGE_FAILED", where: `${name}/aptPackages:kinds` });
        expect(failures[0]?.output).to.include(words);
        expect(installed()).to.equal("==> kinds-c <==1.0");
      }
    });
  });
}
