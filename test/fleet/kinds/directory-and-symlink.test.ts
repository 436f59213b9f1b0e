import { expect } from "chai";
import fc from "fast-check";
import { directory } from "../../../src/resources/directory.ts";
import { symlink } from "../../../src/resources/symlink.ts";
import { lines, sh } from "../../../src/shell/sh.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { oddFiles, oddFolders } from "../../support/odd-paths.ts";
import { oddNames } from "../../support/odd-states.ts";
import { releases } from "../../support/releases.ts";
import { onFleet, settle } from "../../support/settle.ts";

const ROOT = "/srv/kinds-folder";
const makers = { ...oddFiles, ...oddFolders };
const beforeFolder = Object.keys(makers).filter((state) => /^nothing$|folder|symlink/.test(state));

const oddFolder = fc.record({
  state: fc.constantFrom(...beforeFolder),
  name: fc.constantFrom(...oddNames),
  want: fc.record({
    owner: fc.constantFrom("root", "nobody", "12345"),
    group: fc.constantFrom("root", "nogroup"),
    mode: fc.constantFrom("0755", "700", "2770", "1777"),
  }),
});

const oddLink = fc.record({
  state: fc.constantFrom(...Object.keys(oddFiles)),
  name: fc.constantFrom(...oddNames),
  target: fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("\0")),
    fc.constantFrom("/", "..", "-f", "a\nb\n", "$(reboot)", "x/".repeat(2000)),
  ),
});

for (const name of releases("us", "in")) {
  describe(`directory and symlink on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
    });
    beforeEach(() => fleet.sh(name, `rm -rf ${ROOT}; mkdir ${ROOT}`));
    after(() => fleet.sh(name, `rm -rf ${ROOT}`));

    function prepare(cases: readonly { readonly state: keyof typeof makers; readonly path: string }[]): void {
      const states = cases.map(({ state, path }, index) => sh`mkdir ${`${ROOT}/${index}`}; ${makers[state]?.(path) ?? sh`false`}`);
      fleet.sh(name, lines(sh`set -e; rm -rf ${ROOT}; mkdir ${ROOT}`, ...states).text);
    }

    it("a folder comes to be from any state that it may replace, keeps what is in it, and goes", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(oddFolder, { minLength: 20, maxLength: 20 }), async (all) => {
          const cases = all.map((one, index) => ({ ...one, path: `${ROOT}/${index}/${one.name}` }));
          prepare(cases);
          await settle(fleet.host(name), ...cases.map(({ path, want }) => directory({ path, ...want })));
          const look = cases.map(({ path }) => sh`find ${path} -maxdepth 0 -printf '%y %u %g %m '; ls -A ${path} | tr '\n' ' '; echo`);
          expect(
            fleet
              .sh(name, lines(...look).text)
              .split("\n")
              .slice(0, -1),
          ).to.deep.equal(
            cases.map(({ state, want }) => {
              const content = state === "a folder with content" ? "kept link " : "";
              return `d ${want.owner} ${want.group} ${want.mode.replace(/^0/, "")} ${content}`;
            }),
          );
          await settle(fleet.host(name), ...cases.map(({ path }) => directory({ path, absent: true, recurse: true })));
          expect(fleet.sh(name, `find ${ROOT} -mindepth 2 ! -name '*.goal'; ls -d /usr /bin/sh`)).to.equal("/bin/sh\n/usr\n");
        }),
        onFleet,
      );
    });

    it("a symlink comes to be from any state, whatever it leads to, and goes", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(oddLink, { minLength: 20, maxLength: 20 }), async (all) => {
          const cases = all.map((one, index) => ({ ...one, path: `${ROOT}/${index}/${one.name}` }));
          prepare(cases);
          await settle(fleet.host(name), ...cases.map(({ path, target }) => symlink({ path, target })));
          const look = cases.map(({ path }) => sh`find ${path} -maxdepth 0 -printf '%y %l' | base64 -w0; echo`);
          expect(
            fleet
              .sh(name, lines(...look).text)
              .split("\n")
              .slice(0, -1),
          ).to.deep.equal(cases.map(({ target }) => Buffer.from(`l ${target}`).toString("base64")));
          await settle(fleet.host(name), ...cases.map(({ path }) => symlink({ path, absent: true })));
          expect(fleet.sh(name, `find ${ROOT} -mindepth 2 ! -name '*.goal' ! -name '*.other'; ls -d /usr`)).to.equal("/usr\n");
        }),
        onFleet,
      );
    });

    it("remove nothing that was not named", async () => {
      const path = `${ROOT}/there`;
      for (const [state, want, words] of [
        ["a file", directory({ path }), "something else is there that is no folder"],
        ["a pipe", directory({ path }), "something else is there that is no folder"],
        ["a file", directory({ path, absent: true, recurse: true }), "it is no folder"],
        ["a symlink to a folder", directory({ path, absent: true, recurse: true }), "it is no folder"],
        ["a folder with content", directory({ path, absent: true }), "Directory not empty"],
        ["a folder with content", symlink({ path, target: "/" }), "a folder is there"],
        ["an empty folder", symlink({ path, absent: true }), "it is no symlink"],
        ["a file", symlink({ path, absent: true }), "it is no symlink"],
      ] as const) {
        const look = `find ${ROOT} -printf '%p %y %m %i %l '`;
        fleet.sh(name, lines(sh`rm -rf ${path}`, makers[state]?.(path) ?? sh`false`).text);
        const before = fleet.sh(name, look);
        const { failures } = await applyTo(fleet.host(name), [want]);
        expect(failures[0]).to.include({ code: "CHANGE_FAILED" });
        expect(failures[0]?.output).to.include(words);
        expect(fleet.sh(name, look)).to.equal(before);
      }
    });

    it("a folder is removed, but never what is mounted below it", async () => {
      fleet.sh(
        name,
        `mkdir -p ${ROOT}/gone/mounted; mount -t tmpfs none ${ROOT}/gone/mounted; touch ${ROOT}/gone/own ${ROOT}/gone/mounted/kept`,
      );
      const want = directory({ path: `${ROOT}/gone`, absent: true, recurse: true });
      const { failures } = await applyTo(fleet.host(name), [want]);
      expect(failures[0]).to.include({ code: "CHANGE_FAILED" });
      expect(fleet.sh(name, `ls ${ROOT}/gone/mounted; umount ${ROOT}/gone/mounted`)).to.equal("kept\n");
      await settle(fleet.host(name), want);
    });

    it("do not follow an account's symlink to a folder that is not its own", async () => {
      fleet.sh(name, `mkdir ${ROOT}/home; ln -s /etc ${ROOT}/home/way; chown -h nobody ${ROOT}/home ${ROOT}/home/way`);
      for (const want of [
        directory({ path: `${ROOT}/home/way/kinds`, owner: "nobody" }),
        symlink({ path: `${ROOT}/home/way/kinds`, target: "/" }),
      ]) {
        const { failures } = await applyTo(fleet.host(name), [want]);
        expect(failures[0]?.output).to.include("a symlink of account 65534 leads to /etc, which is not its own");
      }
      await settle(fleet.host(name), directory({ path: `${ROOT}/home/way`, owner: "nobody" }));
      expect(fleet.sh(name, "stat -c %U /etc; ls /etc | grep kinds || echo nothing")).to.equal("root\nnothing\n");
    });
  });
}
