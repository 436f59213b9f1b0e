import { expect } from "chai";
import fc from "fast-check";
import { block } from "../../../src/resources/block.ts";
import { line } from "../../../src/resources/line.ts";
import { lines, sh } from "../../../src/shell/sh.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { oddFiles, oddFolders } from "../../support/odd-paths.ts";
import { oddNames } from "../../support/odd-states.ts";
import { releases } from "../../support/releases.ts";
import { onFleet, settle } from "../../support/settle.ts";

const ROOT = "/srv/kinds-text";
const OURS = ["^#?wanted", "^gone", "^# (BEGIN|END) infra b$"].map((pattern) => new RegExp(pattern, "u"));

const textLine = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom("#wanted", "wanted = 1", "gone", "gone too", "# BEGIN infra b", "# END infra b", "# END infra other"),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom("", "  spaces ", "\\backslash\\n", "%s", "-n", "a\tb\r", "'\"$(reboot)`", "&\\1", "0x10", "1e3"),
  },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme", maxLength: 30 }).filter((text) => !/[\n\0]/.test(text)) },
);
const oddText = fc.record({
  name: fc.constantFrom(...oddNames),
  lines: fc.array(textLine, { maxLength: 12 }),
  isEnded: fc.boolean(),
  wanted: fc.constantFrom("wanted = '\"$(x)`\\1&'", "wanted\t%s ünï😀\\n"),
  body: fc.array(
    textLine.filter((text) => !isOurs(text) && !text.includes(" infra ")),
    { maxLength: 4 },
  ),
});

for (const name of releases("us", "in")) {
  describe(`line and block on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
    });
    beforeEach(() => fleet.sh(name, `rm -rf ${ROOT}; mkdir ${ROOT}`));
    after(() => fleet.sh(name, `rm -rf ${ROOT}`));

    function contentsOf(paths: readonly string[]): readonly string[] {
      const looks = paths.map((path) => sh`base64 -w0 <${path}; echo`);
      return fleet
        .sh(name, lines(...looks).text)
        .split("\n")
        .map((text) => Buffer.from(text, "base64").toString());
    }

    it("come to be in any text, and leave every other line, owner and mode", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(oddText, { minLength: 12, maxLength: 12 }), async (all) => {
          const cases = all.map((one, index) => ({
            ...one,
            path: `${ROOT}/${index}/${one.name}`,
            before: one.lines.join("\n") + (one.isEnded && one.lines.length > 0 ? "\n" : ""),
          }));
          const states = cases.map(
            ({ path, before }, index) =>
              sh`mkdir ${`${ROOT}/${index}`}; printf %s ${before} >${path}; chown nobody:12345 ${path}; chmod 2604 ${path}`,
          );
          fleet.sh(name, lines(sh`set -e; rm -rf ${ROOT}; mkdir ${ROOT}`, ...states).text);
          const wants = cases.flatMap(({ path, wanted, body }) => [
            line({ path, line: wanted, match: "^#?wanted" }),
            line({ path, match: "^gone", absent: true }),
            block({ path, name: "b", content: body.map((one) => `${one}\n`).join("") }),
          ]);
          await settle(fleet.host(name), ...wants);
          expect(fleet.sh(name, `stat -c '%U %g %a' ${ROOT}/*/* | sort -u; find ${ROOT} -name '.*infra-*'`)).to.equal(
            "nobody 12345 2604\n",
          );
          const seen = contentsOf(cases.map(({ path }) => path));
          for (const [index, { lines: before, wanted, body }] of cases.entries()) {
            const after = seen[index] ?? "";
            expect(after.endsWith("\n")).to.equal(true);
            const now = after.slice(0, -1).split("\n");
            const begin = now.indexOf("# BEGIN infra b");
            expect(now.slice(begin, begin + body.length + 2)).to.deep.equal(["# BEGIN infra b", ...body, "# END infra b"]);
            expect(now.filter((one) => one === wanted)).to.have.length.greaterThan(0);
            expect(now.filter((one) => one.startsWith("gone"))).to.deep.equal([]);
            const others = now.toSpliced(begin, body.length + 2).filter((one) => !isOurs(one));
            expect(isSubsequence(others, before)).to.equal(true);
            if (!before.includes("# BEGIN infra b")) expect(others).to.deep.equal(before.filter((one) => !isOurs(one)));
          }
          await settle(fleet.host(name), ...cases.map(({ path }) => block({ path, name: "b", absent: true })));
          expect(fleet.sh(name, `! grep -rE '^# (BEGIN|END) infra b$' ${ROOT}`)).to.equal("");
        }),
        onFleet,
      );
    });

    it("make a file only where they are told to, and hold a line of 900 kB", async () => {
      const path = `${ROOT}/made`;
      const { failures } = await applyTo(fleet.host(name), [line({ path, line: "a" })]);
      expect(failures[0]?.output).to.include("there is no such file");
      const long = `-n '$(x)' ${"ü\\".repeat(300_000)}`;
      await settle(fleet.host(name), line({ path, line: long, create: true }));
      expect(fleet.sh(name, `wc -lc <${path} | tr -s ' '; stat -c '%U %G %a' ${path}`).trim()).to.equal(
        `1 ${Buffer.from(long).length + 1}\nroot root 644`,
      );
      await settle(fleet.host(name), block({ path: `${ROOT}/other`, name: "b", content: `${long}\n`.slice(9), create: true }));
      await settle(fleet.host(name), line({ path, line: long, absent: true }), block({ path: `${ROOT}/other`, name: "b", absent: true }));
      expect(fleet.sh(name, `cat ${ROOT}/*`)).to.equal("");
      await settle(
        fleet.host(name),
        line({ path: `${ROOT}/none`, line: "a", absent: true }),
        block({ path: `${ROOT}/none`, name: "b", absent: true }),
      );
      expect(fleet.sh(name, `ls ${ROOT}`)).to.equal("made\nother\n");
    });

    it("leave what is no text file as it is", async () => {
      for (const state of ["a symlink to a file", "a dangling symlink", "a pipe", "an empty folder"]) {
        const path = `${ROOT}/odd`;
        fleet.sh(name, lines(sh`rm -rf ${path}`, { ...oddFiles, ...oddFolders }[state]?.(path) ?? sh`false`).text);
        const before = fleet.sh(name, `stat -c '%F %i' ${path}`);
        for (const want of [line({ path, line: "a", create: true }), block({ path, name: "b", content: "a", create: true })]) {
          expect((await applyTo(fleet.host(name), [want])).summary).to.include({ failed: 1, changed: 0 });
        }
        expect(fleet.sh(name, `stat -c '%F %i' ${path}`)).to.equal(before);
      }
    });

    it("stay out of a file whose checker refuses, and say its words", async () => {
      const [path, validate] = ["/etc/ssh/sshd_config", ["sshd", "-t", "-f", "%s"]] as const;
      const before = fleet.sh(name, `cksum ${path}`);
      for (const want of [
        line({ path, line: "PermitRootLogin perhaps", match: "^#?PermitRootLogin\\b", validate: [...validate] }),
        block({ path, name: "b", content: "NoSuchOption yes", validate: [...validate] }),
      ]) {
        const { failures } = await applyTo(fleet.host(name), [want]);
        expect(failures[0]).to.include({ code: "VALIDATION_FAILED" });
        expect(failures[0]?.output).to.match(/perhaps|NoSuchOption/);
        expect(fleet.sh(name, `cksum ${path}; ls -A /etc/ssh | grep infra- || true`)).to.equal(before);
      }
    });

    it("work in a file that is a mount point", async () => {
      const want = { path: "/etc/hosts", name: "kinds" };
      await settle(fleet.host(name), block({ ...want, content: "192.0.2.7 kinds-block.example" }));
      expect(fleet.sh(name, "getent hosts kinds-block.example")).to.include("192.0.2.7");
      await settle(fleet.host(name), block({ ...want, absent: true }));
      expect(fleet.sh(name, "grep -c kinds /etc/hosts || true")).to.equal("0\n");
    });
  });
}

function isOurs(text: string): boolean {
  return OURS.some((one) => one.test(text));
}

/** Are all of these there, in this order? */
function isSubsequence(part: readonly string[], whole: readonly string[]): boolean {
  let at = -1;
  return part.every((one) => (at = whole.indexOf(one, at + 1)) >= 0);
}
