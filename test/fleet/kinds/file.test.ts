import { expect } from "chai";
import fc from "fast-check";
import { file } from "../../../src/resources/file.ts";
import { lines, sh } from "../../../src/shell/sh.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { oddFiles } from "../../support/odd-paths.ts";
import { oddNames } from "../../support/odd-states.ts";
import { releases } from "../../support/releases.ts";
import { onFleet, settle } from "../../support/settle.ts";

const ROOT = "/srv/kinds-file";
const CONTROL = `${ROOT}/control\nfile`;

const oddFile = fc.record({
  state: fc.constantFrom(...Object.keys(oddFiles)),
  name: fc.constantFrom(...oddNames),
  want: fc.record({
    content: fc.oneof(fc.string({ unit: "grapheme" }), fc.uint8Array({ maxLength: 300 }), fc.constantFrom("", "no newline", "$(reboot)\n")),
    owner: fc.constantFrom("root", "nobody", "12345"),
    group: fc.constantFrom("root", "nogroup", "54321"),
    mode: fc.constantFrom("0644", "600", "4755", "0000", "2750"),
  }),
});

for (const name of releases("us", "in")) {
  describe(`file on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
    });
    beforeEach(() => fleet.sh(name, `rm -rf ${ROOT}; mkdir ${ROOT}`));
    after(() => fleet.sh(name, `rm -rf ${ROOT} /etc/sudoers.d/kinds`));

    it("comes to be from any state, whatever its name, content and rights are, and goes", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(oddFile, { minLength: 24, maxLength: 24 }), async (all) => {
          const cases = all.map((one, index) => ({ ...one, path: `${ROOT}/${index}/${one.name}` }));
          const states = cases.map(({ state, path }, index) => sh`mkdir ${`${ROOT}/${index}`}; ${oddFiles[state]?.(path) ?? sh`false`}`);
          fleet.sh(name, lines(sh`set -e; rm -rf ${ROOT}; mkdir ${ROOT}`, ...states).text);
          await settle(fleet.host(name), ...cases.map(({ path, want }) => file({ path, ...want })));
          const look = cases.map(({ path }) => sh`find ${path} -maxdepth 0 -printf '%y %u %g %m ' && base64 -w0 <${path} && echo`);
          expect(
            fleet
              .sh(name, lines(...look).text)
              .split("\n")
              .slice(0, -1),
          ).to.deep.equal(
            cases.map(({ want: { owner, group, mode, content } }) =>
              ["f", owner, group, Number.parseInt(mode, 8).toString(8), Buffer.from(content).toString("base64")].join(" "),
            ),
          );
          await settle(fleet.host(name), ...cases.map(({ path }) => file({ path, absent: true })));
          expect(fleet.sh(name, `find ${ROOT} -mindepth 2 ! -name '*.goal' ! -name '*.other'`)).to.equal("");
        }),
        onFleet,
      );
    });

    it("holds a megabyte of anything, as data", async () => {
      const content = `'"$(touch ${ROOT}/run)\`touch ${ROOT}/run\`\\\n%s ünï😀\r\0`.repeat(15_000);
      const bytes = Buffer.from(content).length;
      await settle(fleet.host(name), file({ path: CONTROL, content }), file({ path: `${ROOT}/-line`, content: "x".repeat(1_048_576) }));
      expect(
        fleet.sh(name, sh`wc -c <${CONTROL}; tail -c 3 ${CONTROL} | od -An -tx1; wc -c <${`${ROOT}/-line`}; ls ${ROOT} | wc -l`.text),
      ).to.equal(`${bytes}\n 80 0d 00\n1048576\n3\n`);
    });

    it("stays as it was where its checker refuses, and says the checker's words", async () => {
      const sudoers = { path: "/etc/sudoers.d/kinds", mode: "0440", validate: ["visudo", "-cf", "%s"] };
      await settle(fleet.host(name), file({ ...sudoers, content: "nobody ALL=(root) NOPASSWD: /bin/true\n" }));
      const { failures } = await applyTo(fleet.host(name), [file({ ...sudoers, content: "nobody ALL=(root NOPASSWD\n" })]);
      expect(failures[0]).to.include({ code: "VALIDATION_FAILED", where: `${name}/file:${sudoers.path}` });
      expect(failures[0]?.output).to.match(/syntax error[^]*Cannot write \/etc\/sudoers.d\/kinds: its checker refused the new content/);
      expect(fleet.sh(name, "setpriv --reuid=nobody --clear-groups sudo -n /bin/true; ls -A /etc/sudoers.d")).not.to.include("infra-");
    });

    it("never leads root to where an account's symlink leads", async () => {
      const home = `${ROOT}/home`;
      fleet.sh(
        name,
        `mkdir ${home}; cp /etc/passwd ${ROOT}/passwd; ln -s ${ROOT}/passwd ${home}/leaf; ln -s /etc ${home}/way; chown -h nobody ${home} ${home}/*`,
      );
      await settle(fleet.host(name), file({ path: `${home}/leaf`, content: "mine\n", owner: "nobody" }));
      expect(fleet.sh(name, `stat -c '%F %U' ${home}/leaf; cmp /etc/passwd ${ROOT}/passwd`)).to.equal("regular file nobody\n");
      for (const want of [{ content: "root::0:0::/root:/bin/sh\n" }, { absent: true }]) {
        const { failures } = await applyTo(fleet.host(name), [file({ path: `${home}/way/passwd`, ...want })]);
        expect(failures[0]).to.include({ code: "CHANGE_FAILED" });
        expect(failures[0]?.output).to.include("a symlink of account 65534 leads to /etc, which is not its own");
      }
      expect(fleet.sh(name, `stat -c %U /etc/passwd; cmp /etc/passwd ${ROOT}/passwd`)).to.equal("root\n");
    });

    it("is written in place where it is a mount point", async () => {
      const before = fleet.sh(name, "cat /etc/hosts");
      const inode = fleet.sh(name, "stat -c %i /etc/hosts");
      await settle(fleet.host(name), file({ path: "/etc/hosts", content: `${before}192.0.2.1 kinds-file.example\n` }));
      expect(fleet.sh(name, "getent hosts kinds-file.example; stat -c %i /etc/hosts")).to.equal(
        `192.0.2.1       kinds-file.example\n${inode}`,
      );
      await settle(fleet.host(name), file({ path: "/etc/hosts", content: before }));
    });

    it("never takes the place of a folder", async () => {
      fleet.sh(name, `mkdir ${ROOT}/folder; touch ${ROOT}/folder/kept`);
      for (const want of [{ content: "x" }, { absent: true }]) {
        const { failures } = await applyTo(fleet.host(name), [file({ path: `${ROOT}/folder`, ...want })]);
        expect(failures[0]).to.include({ code: "CHANGE_FAILED" });
        expect(failures[0]?.output).to.include("a folder is there");
      }
      expect(fleet.sh(name, `ls -A ${ROOT}/folder`)).to.equal("kept\n");
    });
  });
}
