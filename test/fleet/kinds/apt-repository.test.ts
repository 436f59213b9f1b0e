import { expect } from "chai";
import fc from "fast-check";
import type { Resource } from "../../../src/model/resource.ts";
import { aptRepository } from "../../../src/resources/apt-repository.ts";
import { type Command, lines, sh } from "../../../src/shell/sh.ts";
import { ARCHIVE, type ArchiveKey, makeArchive, signArchive } from "../../support/apt-archive.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { KEY } from "../../support/openpgp-keys.ts";
import { releases } from "../../support/releases.ts";
import { onFleet, settle } from "../../support/settle.ts";

const SOURCE = "/etc/apt/sources.list.d/kinds.sources";
const FILES = "ls /etc/apt/sources.list.d /etc/apt/keyrings /run | grep kinds | sort";

/** What may be at the place of a repository's file before anybody declares it. */
const oddFiles: Readonly<Record<string, (path: string) => Command>> = {
  nothing: () => sh`:`,
  "another repository": (path) => sh`printf 'Types: deb\nURIs: http://192.0.2.1/none\nSuites: sid\nComponents: main\n' >${path}`,
  nonsense: (path) => sh`printf 'q"$(reboot)\n\0\n\n:' >${path}`,
  "a dangling symlink": (path) => sh`ln -s /nowhere ${path}`,
};

const odd = fc.constantFrom(...Object.keys(oddFiles));
const oddRepository = fc.record({
  source: odd,
  asc: fc.constantFrom("nothing", "another repository", "nonsense"),
  gpg: fc.constantFrom("nothing", "another repository", "nonsense"),
  form: fc.constantFrom("armored" as const, "binary" as const),
  enabled: fc.boolean(),
  architectures: fc.subarray(["all", "amd64", "arm64"]),
});

for (const name of releases("us", "in")) {
  describe(`aptRepository on ${name}`, () => {
    let fleet: Fleet;
    let key: ArchiveKey;
    before(async () => {
      fleet = await fleetUp();
      key = makeArchive(fleet, name);
    });
    afterEach(cleanUp);
    after(() => fleet.sh(name, "rm -rf /srv/kinds-apt; apt-get -q update"));

    function cleanUp(): void {
      fleet.sh(name, "rm -f /etc/apt/sources.list.d/kinds* /etc/apt/keyrings/kinds*");
    }

    function declare(form: "armored" | "binary" = "armored", more: Partial<Parameters<typeof aptRepository>[0]> = {}): Resource {
      const { fingerprint } = key;
      return aptRepository({ name: "kinds", uris: [ARCHIVE], suites: ["./"], key: { content: key[form], fingerprint }, ...more });
    }

    it("is known to apt from any state of its files, and goes with its key", async () => {
      await fc.assert(
        fc.asyncProperty(oddRepository, async ({ source, asc, gpg, form, enabled, architectures }) => {
          cleanUp();
          const files = [
            [source, SOURCE],
            [asc, "/etc/apt/keyrings/kinds.asc"],
            [gpg, "/etc/apt/keyrings/kinds.gpg"],
          ] as const;
          fleet.sh(name, lines(sh`mkdir -p /etc/apt/keyrings`, ...files.map(([state, path]) => oddFiles[state]?.(path) ?? sh`false`)).text);
          await settle(fleet.host(name), declare(form, { enabled, architectures }));
          expect(fleet.sh(name, FILES)).to.equal(`kinds.${form === "armored" ? "asc" : "gpg"}\nkinds.sources\n`);
          const update =
            "apt-get -q update --error-on=any -o Dir::Etc::sourcelist=/dev/null >/dev/null && apt-cache madison kinds-a | wc -l";
          expect(fleet.sh(name, update)).to.equal(enabled ? "2\n" : "0\n");
          await settle(fleet.host(name), aptRepository({ name: "kinds", absent: true }));
          expect(fleet.sh(name, FILES)).to.equal("");
        }),
        { ...onFleet, numRuns: 4 },
      );
    });

    it("takes the place of what a vendor's installer left, which apt does not read beside it", async () => {
      const list = "/etc/apt/sources.list.d/kinds.list";
      const leave = `echo 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${ARCHIVE} ./' >${list}`;
      fleet.sh(name, leave);
      await settle(fleet.host(name), declare());
      fleet.sh(name, `! test -e ${list} && apt-get indextargets >/dev/null && ${leave} && ! apt-get indextargets >/dev/null 2>&1`);
      await settle(fleet.host(name), declare());
      expect(fleet.sh(name, FILES)).to.equal("kinds.asc\nkinds.sources\n");
      fleet.sh(name, leave);
      await settle(fleet.host(name), aptRepository({ name: "kinds", absent: true }));
      expect(fleet.sh(name, FILES)).to.equal("");
    });

    it("is refused before any connection where the key is not the one that is meant", () => {
      const wrong = { content: key.armored, fingerprint: KEY.fingerprint };
      expect(() => declare("armored", { key: wrong })).to.throw(
        `does not fit the key: wanted ${KEY.fingerprint}, found ${key.fingerprint}`,
      );
      expect(() => declare("armored", { key: { content: key.armored + KEY.armored, fingerprint: key.fingerprint } })).to.throw(
        "fingerprint",
      );
    });

    it("never goes live, and never changes, where the archive is signed by somebody else or by nobody", async () => {
      signArchive(fleet, name, "second");
      const unsigned = (await applyTo(fleet.host(name), [declare()])).failures[0];
      expect(unsigned).to.include({ code: "CHANGE_FAILED", where: `${name}/aptRepository:kinds` });
      expect(fleet.sh(name, FILES)).to.equal("");

      signArchive(fleet, name, "first");
      await settle(fleet.host(name), declare());
      fleet.sh(name, "mkdir /srv/kinds-apt/unsigned; cp /srv/kinds-apt/Packages /srv/kinds-apt/Release /srv/kinds-apt/unsigned");
      const before = fleet.sh(name, `cat ${SOURCE}`);
      const moved = (await applyTo(fleet.host(name), [declare("armored", { uris: [`${ARCHIVE}/unsigned`] })])).failures[0];
      expect(moved?.output).to.include("is not signed");
      expect(fleet.sh(name, `cat ${SOURCE}; apt-get -q update >/dev/null; apt-cache madison kinds-a | wc -l`)).to.equal(`${before}2\n`);
    });
  });
}
