import { expect } from "chai";
import fc from "fast-check";
import { service } from "../../../src/resources/service.ts";
import { type Command, lines, sh } from "../../../src/shell/sh.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { onFleet, settle } from "../../support/settle.ts";

const INSTALL = "[Install]\nWantedBy=multi-user.target\n";

/** Services of several kinds, each of which fails while /run/kinds-fails is there. */
const sections: Readonly<Record<string, string>> = {
  simple: "ExecStartPre=/usr/bin/test ! -e /run/kinds-fails\nExecStart=/bin/sleep infinity\n",
  remaining: "Type=oneshot\nRemainAfterExit=yes\nExecStart=/usr/bin/test ! -e /run/kinds-fails\n",
  notifying:
    "Type=notify\nNotifyAccess=all\nExecStart=/bin/sh -c 'test ! -e /run/kinds-fails && sleep 0.5 && systemd-notify --ready && exec sleep infinity'\n",
  slow: "Type=notify\nNotifyAccess=all\nExecStart=/bin/sh -c 'test ! -e /run/kinds-fails && sleep 2 && systemd-notify --ready && exec sleep infinity'\n",
  reluctant: "Type=oneshot\nRemainAfterExit=yes\nExecStart=/usr/bin/test ! -e /run/kinds-fails\nExecStop=/bin/sleep 1\n",
};

/** What may be with a unit before anybody declares it. */
const oddStates: Readonly<Record<string, (unit: string) => Command>> = {
  "it is inactive": () => sh`:`,
  "it is active": (unit) => sh`systemctl start ${unit}`,
  "it is active and enabled": (unit) => sh`systemctl -q enable --now ${unit}`,
  "it is enabled until the next start": (unit) => sh`systemctl -q enable --runtime ${unit}`,
  "it has failed": (unit) => sh`touch /run/kinds-fails; systemctl start ${unit} 2>/dev/null; rm /run/kinds-fails`,
  "it is starting": (unit) => sh`systemctl start --no-block ${unit}`,
  "it is stopping": (unit) => sh`systemctl start ${unit}; systemctl stop --no-block ${unit}`,
  "its file changed": (unit) => sh`systemctl start ${unit}; echo '# changed' >>${`/usr/lib/systemd/system/${unit}`}`,
};
const maskedStates: Readonly<Record<string, (unit: string) => Command>> = {
  "it is masked": (unit) => sh`systemctl -q mask ${unit}`,
  "it is masked and runs": (unit) => sh`systemctl start ${unit}; systemctl -q mask ${unit}`,
  "it is masked until the next start": (unit) => sh`systemctl -q mask --runtime ${unit}`,
};

const oddService = fc.record({
  section: fc.constantFrom(...Object.keys(sections)),
  state: fc.constantFrom(...Object.keys({ ...oddStates, ...maskedStates })),
  running: fc.option(fc.boolean(), { nil: undefined }),
  enabled: fc.option(fc.boolean(), { nil: undefined }),
  masked: fc.option(fc.boolean(), { nil: undefined }),
});

for (const name of releases("in", "us")) {
  describe(`service on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
    });
    beforeEach(cleanUp);
    after(cleanUp);

    function cleanUp(): void {
      fleet.sh(
        name,
        `rm -f /run/kinds-fails; systemctl stop 'kinds-*' 2>/dev/null
find /etc/systemd /usr/lib/systemd /run/systemd -name 'kinds-*' -delete; systemctl daemon-reload; systemctl reset-failed`,
      );
    }

    function write(unit: string, text: string): Command {
      return sh`printf %s ${text} >${`/usr/lib/systemd/system/${unit}`}`;
    }

    it("comes to be running, enabled or masked from any state", async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(oddService, { minLength: 8, maxLength: 8 }), async (all) => {
          cleanUp();
          const cases = all.map(({ section, state, running, enabled, masked }, index) => ({
            section,
            state,
            unit: `kinds-${index}.service`,
            want: possible({ running, enabled, masked }, state in maskedStates),
          }));
          const files = cases.map(({ section, unit }) => write(unit, `[Service]\n${sections[section] ?? ""}${INSTALL}`));
          const states = cases.map(({ state, unit }) => ({ ...oddStates, ...maskedStates })[state]?.(unit) ?? sh`false`);
          fleet.sh(name, lines(...files, sh`systemctl daemon-reload`, ...states).text);
          await settle(fleet.host(name), ...cases.map(({ unit, want }) => service({ unit, ...want })));
          for (const { unit, want, state, section } of cases) {
            const seen = fleet.sh(name, `systemctl is-active ${unit}; systemctl is-enabled ${unit} 2>&1 || true`).split("\n");
            const title = `${section}: ${state}, wanted ${JSON.stringify(want)}`;
            if (want.running !== undefined) expect(seen[0] === "active", title).to.equal(want.running);
            if (want.enabled !== undefined) expect(seen[1] === "enabled", title).to.equal(want.enabled);
            if (want.masked !== undefined) expect(seen[1]?.startsWith("masked"), title).to.equal(want.masked);
          }
        }),
        { ...onFleet, numRuns: 2 },
      );
    });

    it("says what can never be: a static, masked or one-shot unit", async () => {
      fleet.sh(
        name,
        lines(
          write("kinds-static.service", "[Service]\nExecStart=/bin/sleep infinity\n"),
          write("kinds-job.service", `[Service]\nType=oneshot\nExecStart=/bin/true\n${INSTALL}`),
          sh`systemctl -q mask kinds-masked.service; systemctl daemon-reload`,
        ).text,
      );
      await settle(fleet.host(name), service({ unit: "kinds-static", running: true }), service({ unit: "kinds-job", enabled: true }));
      for (const [want, words] of [
        [{ unit: "kinds-static", enabled: true }, "Cannot enable kinds-static.service: it has no [Install] section"],
        [{ unit: "kinds-masked", running: true }, "Cannot start or enable kinds-masked.service: it is masked"],
        [{ unit: "kinds-job", running: true }, "Cannot keep kinds-job.service running: it is of Type=oneshot"],
      ] as const) {
        const { failures, summary } = await applyTo(fleet.host(name), [service(want)]);
        expect(failures[0]).to.include({ code: "RESOURCE_INVALID" });
        expect(failures[0]?.message).to.include(words);
        expect(summary.changed).to.equal(0);
      }
    });

    it("fails with the unit's own last words where it does not stay up", async () => {
      const dying = (type: string, command: string, more = ""): Command =>
        write(`kinds-${type}.service`, `[Service]\nExecStart=/bin/sh -c 'echo words of ${type}; ${command}'\n${more}`);
      fleet.sh(
        name,
        lines(
          dying("dying", "exit 3"),
          dying("looping", "sleep 0.2; exit 3", "Restart=always\nRestartSec=0\nStartLimitIntervalSec=0\n"),
          dying("hanging", "sleep infinity", "Type=notify\n"),
          sh`systemctl daemon-reload`,
        ).text,
      );
      for (const [unit, words] of [
        ["kinds-dying", "Cannot keep kinds-dying.service active"],
        ["kinds-looping", "Cannot keep kinds-looping.service active"],
        ["kinds-hanging", "Cannot start kinds-hanging.service"],
        ["kinds-none", "kinds-none.service not found"],
      ] as const) {
        const { failures } = await applyTo(fleet.host(name), [service({ unit, running: true, startTimeoutMs: 1500 })]);
        expect(failures[0], unit).to.include({ code: "CHANGE_FAILED", where: `${name}/service:${unit}.service` });
        expect(failures[0]?.output).to.include(words);
        if (unit !== "kinds-none") expect(failures[0]?.output).to.include(`words of ${unit.slice(6)}`);
      }
    });
  });
}

interface Wanted {
  readonly running?: boolean | undefined;
  readonly enabled?: boolean | undefined;
  readonly masked?: boolean | undefined;
}

/** What a unit can be: one that is to be masked neither runs nor is enabled, and one that is masked must be unmasked first. */
function possible({ running, enabled, masked }: Wanted, isMasked: boolean): Wanted {
  if (masked === true) return { running: false, masked };
  return { running, enabled, masked: isMasked && (running === true || enabled !== undefined) ? false : masked };
}
