import { expect } from "chai";
import type { HostSummary } from "../../src/model/event.ts";
import type { Resource } from "../../src/model/resource.ts";
import { service } from "../../src/resources/service.ts";
import { applyTo } from "../support/apply-to.ts";
import { FakeSystemdHost } from "../support/fake-systemd.ts";
import { text } from "../support/text-kind.ts";

const running = { LoadState: "loaded", ActiveState: "active", SubState: "running", UnitFileState: "enabled", CanReload: "yes" };
const config = text({ path: "/tmp/conf", text: "new" });
const unit = service({ unit: "web", running: true, reloadOn: [config] });

describe("service, through the engine, whose reloads are state", () => {
  let eu: FakeSystemdHost;
  beforeEach(async () => {
    eu = await new FakeSystemdHost("eu").up();
    eu.unit("web.service", running);
  });
  afterEach(() => {
    eu.down();
  });

  async function apply(...resources: readonly Resource[]): Promise<HostSummary | undefined> {
    return await applyAs("one", resources);
  }

  async function applyAs(playbook: string, resources: readonly Resource[]): Promise<HostSummary | undefined> {
    return (await applyTo(eu, resources, playbook)).summary;
  }

  it("reloads after a change, once", async () => {
    expect(await apply(config, unit)).to.include({ changed: 2, failed: 0 });
    expect(eu.orders()).to.deep.equal(["reload-or-restart web.service"]);
    expect(await apply(config, unit)).to.include({ changed: 0, exchanges: 1 });
    expect(eu.orders()).to.deep.equal([]);
  });

  it("(i) puts back and reloads what was edited and reloaded by hand", async () => {
    await apply(config, unit);
    eu.orders();
    eu.sh("echo by hand >/tmp/conf");
    expect(await apply(config, unit)).to.include({ changed: 2, failed: 0 });
    expect(eu.sh("cat /tmp/conf")).to.equal("new");
    expect(eu.orders()).to.deep.equal(["reload-or-restart web.service"]);
  });

  it("(ii) reloads in the next run what a run that died had changed", async () => {
    eu.unit("web.service", { fails: "yes" });
    expect(await apply(config, unit)).to.include({ changed: 1, failed: 1 });
    eu.sh("rm /tmp/units/web.service/fails");
    eu.unit("web.service", running);
    eu.orders();
    expect(await apply(config, unit)).to.include({ changed: 1, failed: 0 });
    expect(eu.orders()).to.deep.equal(["reload-or-restart web.service"]);
  });

  it("(iii) lets two playbooks watch one unit without disturbing each other", async () => {
    const other = text({ path: "/tmp/other", text: "x" });
    const second = service({ unit: "web", restartOn: [other] });
    await apply(config, unit);
    await applyAs("two", [other, second]);
    expect(eu.orders()).to.deep.equal(["reload-or-restart web.service", "restart web.service"]);
    expect(await apply(config, unit)).to.include({ changed: 0, exchanges: 1 });
    expect(await applyAs("two", [other, second])).to.include({ changed: 0, exchanges: 1 });
    expect(eu.orders()).to.deep.equal([]);
  });

  it("(iv) leaves a running unit alone whose files fit when it is first seen", async () => {
    eu.sh("printf new >/tmp/conf");
    expect(await apply(config, unit)).to.include({ changed: 0, failed: 0 });
    expect(eu.orders()).to.deep.equal([]);
    expect(await apply(config, unit)).to.include({ changed: 0, exchanges: 1 });
  });

  it("(v) has nothing to do for a unit that was restarted by hand", async () => {
    await apply(config, unit);
    eu.sh("systemctl restart -- web.service");
    eu.orders();
    expect(await apply(config, unit)).to.include({ changed: 0, exchanges: 1 });
    expect(eu.orders()).to.deep.equal([]);
  });

  it("restarts a unit that a package started, with its own configuration, before ours was there", async () => {
    eu.unit("web.service", { ActiveState: "inactive" });
    const starts = text({ path: "/tmp/package", text: "x", command: "printf active >/tmp/units/web.service/ActiveState" });
    expect(await apply(starts, config, unit)).to.include({ changed: 3, failed: 0 });
    expect(eu.orders()).to.deep.equal(["reload-or-restart web.service"]);
    expect(await apply(starts, config, unit)).to.include({ changed: 0, exchanges: 1 });
  });

  it("reloads for what did succeed when a later change fails", async () => {
    const broken = text({ path: "/tmp/broken", text: "x", command: "exit 1" });
    expect(await apply(config, broken, unit)).to.include({ changed: 2, failed: 1 });
    expect(eu.orders()).to.deep.equal(["reload-or-restart web.service"]);
  });

  it("asks nothing of a unit that is not to run: it will read what is there when it starts", async () => {
    eu.unit("web.service", { ActiveState: "inactive" });
    const idle = service({ unit: "web", reloadOn: [config] });
    expect(await apply(config, idle)).to.include({ changed: 1, failed: 0 });
    expect(await apply(config, idle)).to.include({ changed: 0, exchanges: 1 });
    eu.sh("systemctl start -- web.service");
    eu.orders();
    expect(await apply(config, idle)).to.include({ changed: 0, exchanges: 1 });
    expect(eu.orders()).to.deep.equal([]);
  });

  it("fails with the journal's last lines when a unit does not stay active", async () => {
    eu.unit("web.service", { ActiveState: "inactive", becomes: "failed" });
    const [failure] = (await applyTo(eu, [unit])).failures;
    expect(failure).to.include({ code: "CHANGE_FAILED", where: "eu/service:web.service" });
    expect(failure?.output).to.include("Cannot keep web.service active: it is failed");
    expect(failure?.output).to.include("journal: --quiet --no-pager --lines=20 --unit=web.service");
  });
});
