import { expect } from "chai";
import type { Resource } from "../../src/model/resource.ts";
import { file } from "../../src/resources/file.ts";
import { service } from "../../src/resources/service.ts";
import { systemdUnit } from "../../src/resources/systemd-unit.ts";
import { applyTo, type Fleet, fleetUp } from "../support/fleet.ts";
import { releases } from "../support/releases.ts";

const unit = "infra-reloads.service";
const unitFile = systemdUnit({
  name: unit,
  content: `[Service]
ExecStart=/bin/sh -c 'echo started >>/srv/reloads; exec sleep infinity'
ExecReload=/bin/sh -c 'echo reloaded >>/srv/reloads'
`,
});
const one = file({ path: "/srv/reloads-1.conf", content: "one\n" });
const two = file({ path: "/srv/reloads-2.conf", content: "two\n" });

interface Came {
  readonly changed: number;
  readonly exchanges: number;
  readonly log: string;
}

for (const name of releases("in", "us")) {
  describe(`reloads on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
    });
    beforeEach(() => {
      fleet.sh(
        name,
        `systemctl stop ${unit} 2>/dev/null; rm -rf /srv/reloads* /etc/systemd/system/${unit} /var/lib/infra; systemctl daemon-reload`,
      );
    });

    async function apply(...resources: readonly Resource[]): Promise<Came> {
      return await applyAs("test", resources);
    }

    async function applyAs(playbook: string, resources: readonly Resource[]): Promise<Came> {
      const { summary, failures } = await applyTo(fleet.host(name), resources, { playbook });
      if (failures[0] !== undefined) throw failures[0];
      const { changed, exchanges } = summary;
      return { changed, exchanges, log: fleet.sh(name, "cat /srv/reloads 2>/dev/null || true").trim().replaceAll("\n", " ") };
    }

    it("follow a configuration that was edited and reloaded by hand: put back and reloaded", async () => {
      const all = [unitFile, one, service({ unit, running: true, enabled: false, reloadOn: [one] })];
      expect(await apply(...all)).to.include({ log: "started" });
      fleet.sh(name, `echo by hand >>/srv/reloads-1.conf; systemctl reload ${unit}`);
      expect(await apply(...all)).to.deep.equal({ changed: 2, exchanges: 3, log: "started reloaded reloaded" });
      expect(fleet.sh(name, "cat /srv/reloads-1.conf")).to.equal("one\n");
      expect(await apply(...all)).to.deep.equal({ changed: 0, exchanges: 1, log: "started reloaded reloaded" });
    });

    it("do not come twice where two playbooks watch one unit", async () => {
      const first = [unitFile, one, service({ unit, running: true, reloadOn: [one] })];
      const second = [two, service({ unit, running: true, reloadOn: [two] })];
      await applyAs("first", first);
      expect(await applyAs("second", second)).to.include({ changed: 2, log: "started reloaded" });
      expect(await applyAs("first", first)).to.deep.equal({ changed: 0, exchanges: 1, log: "started reloaded" });
      expect(await applyAs("second", second)).to.deep.equal({ changed: 0, exchanges: 1, log: "started reloaded" });
    });

    it("are not done for a running unit whose files fit when it is first seen", async () => {
      await apply(unitFile, one, service({ unit, running: true }));
      fleet.sh(name, "rm -rf /var/lib/infra");
      expect(await apply(unitFile, one, service({ unit, running: true, restartOn: [unitFile], reloadOn: [one] }))).to.include({
        changed: 0,
        log: "started",
      });
      expect(await apply(unitFile, one, service({ unit, running: true, restartOn: [unitFile], reloadOn: [one] }))).to.deep.equal({
        changed: 0,
        exchanges: 1,
        log: "started",
      });
    });

    it("are not due after a restart by hand", async () => {
      const all = [unitFile, one, service({ unit, running: true, reloadOn: [one], restartOn: [unitFile] })];
      await apply(...all);
      fleet.sh(name, `systemctl restart ${unit}`);
      expect(await apply(...all)).to.deep.equal({ changed: 0, exchanges: 1, log: "started started" });
    });

    it("are a restart where the unit's own file changed, with the new file read", async () => {
      await apply(unitFile, service({ unit, running: true, restartOn: [unitFile] }));
      const next = systemdUnit({
        name: unit,
        content: "[Service]\nExecStart=/bin/sh -c 'echo started anew >>/srv/reloads; exec sleep infinity'\n",
      });
      expect(await apply(next, service({ unit, running: true, restartOn: [next] }))).to.include({
        changed: 2,
        log: "started started anew",
      });
    });

    it("show the journal of a unit that does not come up, and stay due", async () => {
      const broken = systemdUnit({ name: unit, content: "[Service]\nExecStart=/bin/sh -c 'echo cannot read my teapot; exit 7'\n" });
      const { summary, failures } = await applyTo(fleet.host(name), [broken, service({ unit, running: true, restartOn: [broken] })]);
      expect(summary).to.include({ failed: 1 });
      expect(failures[0]).to.include({ code: "CHANGE_FAILED" });
      expect(failures[0]?.output).to.include("cannot read my teapot");
    });
  });
}
