import { expect } from "chai";
import fc from "fast-check";
import type { Resource } from "../../../src/model/resource.ts";
import { config } from "../../../src/resources/config.ts";
import { type Command, lines, sh } from "../../../src/shell/sh.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { oddFiles } from "../../support/odd-paths.ts";
import { oddNames } from "../../support/odd-states.ts";
import { releases } from "../../support/releases.ts";
import { onFleet, settle } from "../../support/settle.ts";

const ROOT = "/srv/kinds-config";
const LIVE = `cat ${ROOT}/main ${ROOT}/conf.d/part; ls -A ${ROOT} ${ROOT}/conf.d /var/lib/infra/config`;
const OLD = "old main\nold part\n";
const NEW = "new main\nnew part\n";

/** A rename that the whole change dies of, once: outside of a private view, when it comes to the file `part`. */
const DEADLY_MV = `#!/bin/sh
case $* in *" ./part") [ "$(readlink /proc/self/ns/mnt)" != "$(readlink /proc/1/ns/mnt)" ] || kill -9 0 ;; esac
exec /usr/bin/mv "$@"
`;

const state = fc.constantFrom(...Object.keys(oddFiles));
const oddConfig = fc.record({
  names: fc.uniqueArray(fc.constantFrom(...oddNames), { minLength: 3, maxLength: 3 }).map(([a = "", b = "", c = ""]) => [a, b, c] as const),
  states: fc.tuple(state, state, state),
  text: fc.string({ unit: "grapheme" }),
});

for (const name of releases("in", "us")) {
  describe(`config on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
    });
    beforeEach(() => {
      fleet.sh(name, `rm -rf ${ROOT} /var/lib/infra/config; mkdir -p ${ROOT}/conf.d /var/lib/infra/config`);
      fleet.sh(name, `cd ${ROOT}; echo old main >main; echo old part >conf.d/part; echo old >conf.d/gone`);
    });
    afterEach(() =>
      fleet.sh(
        name,
        `rm -f /usr/local/sbin/mv /etc/ssh/sshd_config.d/kinds*; ! mountpoint -q ${ROOT}/conf.d/below || umount ${ROOT}/conf.d/below`,
      ),
    );
    after(() => fleet.sh(name, `rm -rf ${ROOT}`));

    function declare(check: string): Resource {
      const files = [
        { path: `${ROOT}/main`, content: "new main\n" },
        { path: `${ROOT}/conf.d/part`, content: "new part\n" },
        { path: `${ROOT}/conf.d/gone`, absent: true },
      ];
      return config({ name: "kinds", files, validate: ["sh", "-c", `cd ${ROOT} && ${check}`] });
    }

    async function refused(want: Resource, code: string): Promise<string> {
      const { failures, summary } = await applyTo(fleet.host(name), [want]);
      expect(failures[0]).to.include({ code });
      expect(summary).to.include({ changed: 0, failed: 1 });
      return failures[0]?.output ?? "";
    }

    it("comes to be as a whole from any state, with names that could be code, and goes", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(oddConfig, { minLength: 6, maxLength: 6 }), async (all) => {
          const cases = all.map(({ names, states, text }, index) => ({
            states,
            text,
            paths: names.map((one) => `${ROOT}/${index}/${one}`),
          }));
          const made = cases.flatMap(({ paths, states }, index): readonly Command[] => [
            sh`mkdir ${`${ROOT}/${index}`}`,
            ...states.map((state, at) => oddFiles[state]?.(paths[at] ?? "") ?? sh`false`),
          ]);
          fleet.sh(name, lines(sh`set -e; rm -rf ${ROOT}; mkdir ${ROOT}`, ...made).text);
          const check = '[ "$(stat -c %a "$1")" = 640 ] && [ "$(stat -c %U "$2")" = nobody ] && [ ! -L "$3" ] && [ ! -e "$3" ]';
          const wants = cases.map(({ paths, text }, index) => {
            const [one = "", other = "", gone = ""] = paths;
            const files = [
              { path: one, content: text, mode: "0640" },
              { path: other, content: `${text}\0`, owner: "nobody" },
              { path: gone, absent: true },
            ];
            return config({ name: `kinds ${index}`, files, validate: ["sh", "-c", check, "sh", ...paths] });
          });
          await settle(fleet.host(name), ...wants);
          const look = cases.flatMap(({ paths }) =>
            paths.map((path) => sh`find ${path} -maxdepth 0 -printf '%y %u %m ' && base64 -w0 <${path}; echo`),
          );
          expect(
            fleet
              .sh(name, `exec 2>/dev/null\n${lines(...look).text}`)
              .split("\n")
              .slice(0, -1),
          ).to.deep.equal(
            cases.flatMap(({ text }) => [
              `f root 640 ${Buffer.from(text).toString("base64")}`,
              `f nobody 644 ${Buffer.from(`${text}\0`).toString("base64")}`,
              "",
            ]),
          );
          expect(fleet.sh(name, `find ${ROOT} /var/lib/infra/config -name '*infra-*' -o -path '/var/lib/infra/config/*'`)).to.equal("");
        }),
        onFleet,
      );
      await settle(fleet.host(name), config({ name: "kinds 0", files: [{ path: `${ROOT}/0/-rf`, absent: true }], validate: ["true"] }));
    });

    it("is checked by sshd over the real paths: a broken drop-in is refused, where a staged main file alone would pass", async () => {
      const main = fleet.sh(name, "cat /etc/ssh/sshd_config");
      const look = "cksum /etc/ssh/sshd_config; ls -A /etc/ssh /etc/ssh/sshd_config.d";
      const before = fleet.sh(name, look);
      const want = (dropIn: string): Resource =>
        config({
          name: "sshd",
          files: [
            { path: "/etc/ssh/sshd_config", content: `${main}# by infra\n` },
            { path: "/etc/ssh/sshd_config.d/kinds.conf", content: dropIn },
          ],
          validate: ["sshd", "-t"],
        });
      fleet.sh(
        name,
        sh`cat /etc/ssh/sshd_config >/etc/ssh/kinds-staged; echo '# by infra' >>/etc/ssh/kinds-staged; sshd -t -f /etc/ssh/kinds-staged; rm /etc/ssh/kinds-staged`
          .text,
      );
      const words = await refused(want("PermitRootLogin perhaps\n"), "VALIDATION_FAILED");
      expect(words)
        .to.include("/etc/ssh/sshd_config.d/kinds.conf line 1: unsupported option")
        .and.to.include("its checker refused the new content");
      expect(fleet.sh(name, look)).to.equal(before);

      await settle(fleet.host(name), want("PermitRootLogin yes\n"));
      fleet.sh(name, "echo NoSuchOption yes >/etc/ssh/sshd_config.d/kinds.conf; ! sshd -t 2>/dev/null");
      await settle(fleet.host(name), want("PermitRootLogin yes\n"));
      await settle(
        fleet.host(name),
        config({
          name: "sshd",
          files: [
            { path: "/etc/ssh/sshd_config", content: main },
            { path: "/etc/ssh/sshd_config.d/kinds.conf", absent: true },
          ],
          validate: ["sshd", "-t"],
        }),
      );
      expect(fleet.sh(name, look)).to.equal(before);
    });

    it("stays as it was as a whole where one of its files cannot be put in place", async () => {
      fleet.sh(name, `rm ${ROOT}/conf.d/gone; mkdir ${ROOT}/conf.d/gone`);
      const before = fleet.sh(name, LIVE);
      expect(await refused(declare("true"), "CHANGE_FAILED")).to.include("a folder is there");
      expect(fleet.sh(name, LIVE)).to.equal(before);
    });

    it("is finished by the next run where one was killed between two renames", async () => {
      fleet.sh(name, sh`printf %s ${DEADLY_MV} >/usr/local/sbin/mv; chmod 755 /usr/local/sbin/mv`.text);
      await refused(declare("grep -q new main conf.d/part"), "CHANGE_FAILED");
      expect(fleet.sh(name, LIVE)).to.match(/^new main\nold part\n[^]*infra-[^]*config:\nkinds\n/);
      fleet.sh(name, "rm /usr/local/sbin/mv");
      await settle(fleet.host(name), declare("grep -q new main conf.d/part"));
      expect(fleet.sh(name, LIVE)).to.equal(
        `${NEW}/srv/kinds-config:\nconf.d\nmain\n\n/srv/kinds-config/conf.d:\npart\n\n/var/lib/infra/config:\n`,
      );
    });

    it("is taken back by the next run where one was killed while the checker read the files in place", async () => {
      fleet.sh(name, `mkdir ${ROOT}/conf.d/below; mount -t tmpfs none ${ROOT}/conf.d/below`);
      const before = fleet.sh(name, LIVE);
      await refused(declare("kill -9 0"), "CHANGE_FAILED");
      expect(fleet.sh(name, LIVE)).to.match(new RegExp(`^${NEW}`));
      const words = await refused(declare("echo words of the checker; false"), "VALIDATION_FAILED");
      expect(words).to.include("there can be no private view here").and.to.include("words of the checker");
      expect(fleet.sh(name, LIVE))
        .to.equal(before)
        .and.to.match(new RegExp(`^${OLD}`));
      await settle(fleet.host(name), declare("grep -q new main conf.d/part && [ ! -e conf.d/gone ]"));
      expect(fleet.sh(name, LIVE))
        .to.match(new RegExp(`^${NEW}`))
        .and.not.to.match(/infra-|gone/);
    });

    it("is put back and brought into force again where its reload fails, and where a run was killed at it", async () => {
      const before = fleet.sh(name, LIVE);
      const files = [{ path: `${ROOT}/main`, content: "new main\n" }];
      const want = (line: string): Resource =>
        config({ name: "kinds", files, validate: ["true"], reload: ["sh", "-c", `cat ${ROOT}/main >/run/kinds-force; ${line}`] });
      const words = await refused(want("! grep new /run/kinds-force"), "VALIDATION_FAILED");
      expect(words).to.include("what was there is back, and is in force again");
      expect(fleet.sh(name, `cat /run/kinds-force; ${LIVE}`)).to.equal(`old main\n${before}`);
      await refused(want("kill -9 0"), "CHANGE_FAILED");
      expect(fleet.sh(name, `cat ${ROOT}/main`)).to.equal("new main\n");
      await refused(want("! grep new /run/kinds-force"), "VALIDATION_FAILED");
      expect(fleet.sh(name, `cat /run/kinds-force; ${LIVE}`)).to.equal(`old main\n${before}`);
      await settle(fleet.host(name), want("true"));
      expect(fleet.sh(name, "cat /run/kinds-force; rm /run/kinds-force")).to.equal("new main\n");
    });

    it("is seen by nobody but its checker until it is accepted", async () => {
      const watch = `while [ ! -e ${ROOT}/stop ]; do cat ${ROOT}/main ${ROOT}/conf.d/part | tr '\\n' ' '; echo; done | sort -u >/run/kinds-seen`;
      fleet.sh(name, `(${watch}) >/dev/null 2>&1 & sleep 0.1`);
      await refused(declare("sleep 1; grep -q new main && echo refused; false"), "VALIDATION_FAILED");
      expect(fleet.sh(name, `touch ${ROOT}/stop; sleep 0.2; cat /run/kinds-seen; rm /run/kinds-seen`)).to.equal("old main old part \n");
    });
  });
}
