import { expect } from "chai";
import fc from "fast-check";
import { file } from "../../../src/resources/file.ts";
import { lines, sh } from "../../../src/shell/sh.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { oddFiles } from "../../support/odd-paths.ts";
import { oddNames } from "../../support/odd-states.ts";
import { onFleet, settle } from "../../support/settle.ts";

const ROOT = "/srv/kinds-file";

const case_ = fc.record({
  state: fc.constantFrom(...Object.keys(oddFiles)),
  name: fc.constantFrom(...oddNames),
  content: fc.oneof(fc.string({ unit: "grapheme" }), fc.uint8Array({ maxLength: 300 }), fc.constantFrom("", "no newline", "$(reboot)\n")),
  owner: fc.constantFrom("root", "nobody", "12345"),
  group: fc.constantFrom("root", "nogroup", "54321"),
  mode: fc.constantFrom("0644", "600", "4755", "0000", "2750"),
});
const cases = fc.array(case_, { minLength: 24, maxLength: 24 });

for (const name of ["us", "in"]) {
  describe(`file on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
    });
    beforeEach(() => fleet.sh(name, `rm -rf ${ROOT} /etc/sudoers.d/kinds; mkdir ${ROOT}`));
    after(() => fleet.sh(name, `rm -rf ${ROOT} /etc/sudoers.d/kinds; ! id -u kinds-file >/dev/null 2>&1 || userdel -r kinds-file 2>/dev/null`));

    function pathOf(index: number, name: string): string {
      return `${ROOT}/${index}/${name}`;
    }

    function look(paths: readonly string[]): readonly string[] {
      const looks = paths.map(
        (path) => sh`find ${path} -maxdepth 0 -printf '%y %u %g %m ' && base64 -w0 <${path}; ls -A ${`${path}/..`} | grep -c infra- && echo LEFTOVER; echo`,
      );
      return fleet.sh(name, lines(...looks).text).split("\n");
    }

    it("comes to be from any state, whatever its name, content and rights are, and goes", async () => {
      await fc.assert(
        fc.asyncProperty(cases, async (all) => {
          const wants = all.map(({ name, ...want }, index) => ({ ...want, path: pathOf(index, name) }));
          const states = wants.map(({ state, path }, index) => sh`mkdir ${`${ROOT}/${index}`}; ${oddFiles[state]?.(path) ?? sh`false`}`);
          fleet.sh(name, lines(sh`set -e; rm -rf ${ROOT}; mkdir ${ROOT}`, ...states).text);
          await settle(fleet.host(name), ...wants.map(({ state, ...want }) => file(want)));
          const expected = wants.map(
            ({ owner, group, mode, content }) => `f ${owner} ${group} ${Number.parseInt(mode, 8).toString(8)} ${Buffer.from(content).toString("base64")}`,
          );
          expect(look(wants.map(({ path }) => path)).slice(0, -1)).to.deep.equal(expected);
          await settle(fleet.host(name), ...wants.map(({ path }) => file({ path, absent: true })));
          expect(fleet.sh(name, `find ${ROOT} -mindepth 2 ! -name '*.goal' ! -name '*.other'`)).to.equal("");
        }),
        onFleet,
      );
    });
  });
}
