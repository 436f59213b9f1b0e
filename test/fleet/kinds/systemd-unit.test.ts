import { expect } from "chai";
import fc from "fast-check";
import { systemdUnit } from "../../../src/resources/systemd-unit.ts";
import { type Command, lines, sh } from "../../../src/shell/sh.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { onFleet, settle } from "../../support/settle.ts";

const OLD = "[Unit]\nDescription=old\n[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n";

/** What may be under a unit's name before anybody declares it. */
const oddStates: Readonly<Record<string, (unit: string) => Command>> = {
  nothing: () => sh`:`,
  "another file": (unit) => sh`printf %s ${OLD} >/etc/systemd/system/${unit}`,
  "another file, enabled and running": (unit) => sh`printf %s ${OLD} >/etc/systemd/system/${unit}; systemctl -q enable --now ${unit}`,
  "a file that systemd has not read": (unit) =>
    sh`printf %s ${OLD} >/etc/systemd/system/${unit}; systemctl daemon-reload; echo x >>/etc/systemd/system/${unit}`,
  "a file with odd rights": (unit) =>
    sh`printf %s ${OLD} >/etc/systemd/system/${unit}; chown nobody:12345 /etc/systemd/system/${unit}; chmod 6777 /etc/systemd/system/${unit}`,
  "a mask": (unit) => sh`systemctl -q mask ${unit}`,
  "a link to a file elsewhere": (unit) => sh`printf %s ${OLD} >/srv/${unit}; systemctl -q link /srv/${unit}`,
  "a drop-in folder": (unit) =>
    sh`mkdir /etc/systemd/system/${unit}.d; printf '[Unit]\nDocumentation=man:x\n' >/etc/systemd/system/${unit}.d/a.conf`,
  "a package's file": (unit) => sh`printf %s ${OLD} >/usr/lib/systemd/system/${unit}`,
  "a failed unit": (unit) => sh`printf '[Service]\nExecStart=/bin/false\n' >/etc/systemd/system/${unit}; systemctl start ${unit}`,
};

const oddUnit = fc.record({
  state: fc.constantFrom(...Object.keys(oddStates)),
  description: fc
    .oneof(fc.constantFrom('it\'s "$(reboot)"', "a\\\n b", "100%% ünï😀"), fc.string({ unit: "grapheme", minLength: 1 }))
    .map(printable),
  mode: fc.constantFrom("0644", "0600"),
});

for (const name of releases("us", "in")) {
  describe(`systemdUnit on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
    });
    beforeEach(cleanUp);
    after(cleanUp);

    function cleanUp(): void {
      fleet.sh(
        name,
        `systemctl stop 'kinds-*' 2>/dev/null
find /etc/systemd /usr/lib/systemd /run/systemd /srv -name 'kinds-*' -prune -exec rm -rf {} +; systemctl daemon-reload; systemctl reset-failed`,
      );
    }

    it("is what systemd has read, from any state, and goes with its unit", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(oddUnit, { minLength: 6, maxLength: 6 }), async (all) => {
          cleanUp();
          const cases = all.map((one, index) => ({ ...one, unit: `kinds-${index}.service` }));
          const states = cases.map(({ state, unit }) => oddStates[state]?.(unit) ?? sh`false`);
          fleet.sh(name, lines(...states, sh`systemctl daemon-reload`).text);
          const wants = cases.map(({ unit, mode, description }) => {
            const content = `[Unit]\nDescription=${description}\n[Service]\nExecStart=/bin/sleep infinity\n[Install]\nWantedBy=multi-user.target\n`;
            return { name: unit, mode, content };
          });
          const dropIns = cases.map(({ unit }, index) => ({
            name: unit,
            dropIn: "zz-kinds",
            content: `[Unit]\nDocumentation=man:kinds(${index})\n`,
          }));
          await settle(fleet.host(name), ...[...wants, ...dropIns].map(systemdUnit));
          for (const [index, { name: unit, mode, content }] of wants.entries()) {
            const path = `/etc/systemd/system/${unit}`;
            const look = `find ${path} -printf '%y %u %g %m '; base64 -w0 <${path}; echo; systemctl show --value -p Documentation -p NeedDaemonReload -p LoadState ${unit}`;
            const [file, ...seen] = fleet.sh(name, look).trimEnd().split("\n");
            expect(file).to.equal(`f root root ${Number(mode)} ${Buffer.from(content).toString("base64")}`);
            expect(seen).to.include.members(["no", "loaded"]);
            expect(seen.join(" ")).to.include(`man:kinds(${index})`);
          }
          const gone = cases.filter(({ state }) => state !== "a package's file").map(({ unit }) => unit);
          fleet.sh(name, sh`systemctl -q enable --now ${gone.slice(0, 3)}; systemctl start ${gone}`.text);
          await settle(
            fleet.host(name),
            ...dropIns.map(({ name, dropIn }) => systemdUnit({ name, dropIn, absent: true })),
            ...wants.map(({ name }) => systemdUnit({ name, absent: true })),
          );
          expect(
            fleet.sh(
              name,
              `ls -d /etc/systemd/system/*.wants/kinds-* /etc/systemd/system/kinds-*.service 2>/dev/null || systemctl is-active ${gone.join(" ")} | sort -u`,
            ),
          ).to.equal("inactive\n");
        }),
        { ...onFleet, numRuns: 2 },
      );
    });

    it("is refused in systemd's words, and the old one stays", async () => {
      await settle(fleet.host(name), systemdUnit({ name: "kinds-a", content: OLD }));
      for (const [want, words] of [
        [{ name: "kinds-a", content: "[Service]\nExecStart=sleep\nExecStart=\n" }, "kinds-a.service"],
        [{ name: "kinds-a", content: "[Service]\nType=none-such\n" }, "kinds-a.service"],
        [{ name: "kinds-a", dropIn: "b", content: "[Service]\nType=notify\nExecStart=\n" }, "kinds-a.service"],
        [{ name: "kinds-a.timer", content: "[Timer]\nUnit=kinds-a.service\n" }, "Timer unit lacks value setting"],
      ] as const) {
        const { failures } = await applyTo(fleet.host(name), [systemdUnit(want)]);
        expect(failures[0], want.content).to.include({ code: "VALIDATION_FAILED" });
        expect(failures[0]?.output).to.include(words);
      }
      expect(
        fleet.sh(
          name,
          "cat /etc/systemd/system/kinds-a.service; ls -A /etc/systemd/system /etc/systemd/system/kinds-a.service.d | grep -c 'infra-\\|timer$\\|b.conf' || true",
        ),
      ).to.equal(`${OLD}0\n`);
    });

    it("comes before what it needs: a program, a required unit, the unit of a drop-in", async () => {
      await settle(
        fleet.host(name),
        systemdUnit({ name: "kinds-a", content: "[Unit]\nRequires=kinds-none.service\n[Service]\nExecStart=/opt/later --x\n" }),
        systemdUnit({ name: "kinds-later", dropIn: "limits", content: "[Service]\nLimitNOFILE=65536\n" }),
        systemdUnit({ name: "kinds-t@.service", content: "[Service]\nExecStart=/bin/echo %i\n" }),
        systemdUnit({ name: "kinds-a.timer", content: "[Timer]\nOnCalendar=daily\n" }),
      );
    });
  });
}

/** Text of one line that systemd takes as it is. */
function printable(text: string): string {
  return (
    text
      .replaceAll(/[\p{C}\n]/gu, "")
      .replaceAll(/%(?!%)/g, "%%")
      .trim() || "x"
  );
}
