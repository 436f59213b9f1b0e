import { expect } from "chai";
import fc from "fast-check";
import { command } from "../../../src/resources/command.ts";
import { lines, sh } from "../../../src/shell/sh.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { oddNames } from "../../support/odd-states.ts";
import { releases } from "../../support/releases.ts";
import { onFleet, settle } from "../../support/settle.ts";

const ROOT = "/srv/kinds-command";
const REPORT = 'printf "%s|%s|%s|%s" "$1" "$VALUE" "$PWD" "$(id -un)" >"$2"';

const text = fc.oneof(
  fc.constantFrom("", "-n", "$(touch /srv/kinds-command/run)", "'\"`\\", "a\nb\n", "a=b", "*"),
  fc.string({ unit: "grapheme" }).filter((one) => !one.includes("\0")),
);
const oddCommand = fc.record({
  name: fc.constantFrom(...oddNames),
  argument: text,
  value: text,
  user: fc.constantFrom(undefined, "nobody", "root"),
  isDone: fc.boolean(),
  isAsked: fc.boolean(),
});

for (const name of releases("in", "us")) {
  describe(`command on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
    });
    beforeEach(() => fleet.sh(name, `rm -rf ${ROOT}; mkdir -m 777 ${ROOT}`));
    after(() => fleet.sh(name, `rm -rf ${ROOT}`));

    it("runs once, with the words, folder, account and variables that are declared, and not where its work is done", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(oddCommand, { minLength: 12, maxLength: 12 }), async (all) => {
          const cases = all.map((one, index) => ({
            ...one,
            cwd: `${ROOT}/${index}/${one.name}`,
            made: `${ROOT}/${index}/${one.name}/made ${one.name}`,
          }));
          const states = cases.map(
            ({ cwd, made, isDone }) => sh`mkdir -p -m 777 ${cwd}; chmod 777 ${cwd}; ${isDone ? sh`printf before >${made}` : sh`:`}`,
          );
          fleet.sh(name, lines(sh`set -e; rm -rf ${ROOT}; mkdir -m 777 ${ROOT}`, ...states).text);
          const wants = cases.map(({ name: odd, argument, value, user, isAsked, cwd, made }, index) =>
            command({
              name: `${odd} ${index}`,
              run: ["sh", "-c", REPORT, "sh", argument, made],
              ...(isAsked ? { unless: ["test", "-s", made] } : { creates: made }),
              ...(user !== undefined && { user }),
              cwd,
              environment: { VALUE: value },
            }),
          );
          const { summary } = await settle(fleet.host(name), ...wants);
          expect(summary.changed).to.equal(cases.filter(({ isDone }) => !isDone).length);
          const look = cases.map(({ made }) => sh`base64 -w0 <${made}; echo`);
          expect(
            fleet
              .sh(name, lines(...look).text)
              .split("\n")
              .slice(0, -1),
          ).to.deep.equal(
            cases.map(({ argument, value, user = "root", isDone, cwd }) =>
              Buffer.from(isDone ? "before" : `${argument}|${value}|${cwd}|${user}`).toString("base64"),
            ),
          );
          expect(fleet.sh(name, `ls -A ${ROOT} | grep -v '^[0-9]' || true`)).to.equal("");
        }),
        onFleet,
      );
    });

    it("runs again after it failed, and says why it cannot", async () => {
      const made = `${ROOT}/made`;
      const run = command({ name: "kinds", shell: `echo words on both >&2; [ -e ${ROOT}/ready ] && touch ${made}`, creates: made });
      const first = await applyTo(fleet.host(name), [run]);
      expect(first.failures[0]).to.include({ code: "CHANGE_FAILED", where: `${name}/command:kinds`, output: "words on both" });
      fleet.sh(name, `touch ${ROOT}/ready`);
      await settle(fleet.host(name), run);
      for (const [want, code, output] of [
        [{ run: ["no-such-program"] }, "CHANGE_FAILED", "no-such-program"],
        [{ run: ["printf", "x".repeat(1_048_576)] }, "CHANGE_FAILED", "Argument list too long"],
        [{ run: ["true"], cwd: "/srv/no such folder" }, "CHANGE_FAILED", "/srv/no such folder"],
        [{ run: ["true"], user: "kinds-none" }, "CHANGE_FAILED", "kinds-none"],
        [{ run: ["sleep", "30"], timeoutMs: 1000 }, "CHANGE_TIMEOUT", ""],
      ] as const) {
        const { failures } = await applyTo(fleet.host(name), [
          command({ name: "kinds", creates: `${ROOT}/never`, ...want, run: [...want.run] }),
        ]);
        expect(failures[0]).to.include({ code });
        expect(failures[0]?.output).to.include(output);
      }
    });
  });
}
