import { expect } from "chai";
import type { UnitState } from "../../src/facts/unit-state.ts";
import { unknownUnit } from "../../src/facts/unit-enablement.ts";
import type { Change } from "../../src/model/change.ts";
import { missing } from "../../src/model/fact.ts";
import { Failures } from "../../src/model/failure.ts";
import type { Resource } from "../../src/model/resource.ts";
import { service } from "../../src/resources/service.ts";
import { askWith } from "../support/fake-ask.ts";
import { rejection } from "../support/rejection.ts";

const inactive: UnitState = { ...unknownUnit("web.service"), load: "loaded", file: "disabled", type: "notify", canReload: true };
const active: UnitState = { ...inactive, active: "active", sub: "running" };
const masked: UnitState = { ...inactive, load: "masked", file: "masked" };

/** A resource with a digest, and a change in this run or none. */
function watched(id: string, changes: "none" | "pending" | "bookkeeping" = "none"): Resource {
  const change: Change = { resource: id, title: "change it", commands: [], blobs: [], timeoutMs: 1, ...(changes === "bookkeeping" && { bookkeeping: true }) };
  return {
    id,
    kind: "file",
    title: id,
    plan: async () => await Promise.resolve(changes === "none" ? [] : [change]),
    digest: async () => await Promise.resolve(`digest of ${id}`),
  };
}

const config = watched("file:/conf");
const changing = watched("file:/conf", "pending");
const unitFile = watched("systemdUnit:web.service");
const read = new Map([["file:/conf", "digest of file:/conf"]]);
const stale = new Map([["file:/conf", "another"]]);

interface Case {
  readonly title: string;
  readonly want: Omit<Parameters<typeof service>[0], "unit">;
  readonly state?: UnitState | typeof missing;
  readonly stamps?: ReadonlyMap<string, string> | typeof missing;
  /** Titles; `~` before a reaction, `.` before bookkeeping. */
  readonly changes: readonly string[];
  /** Words in this order in the commands. */
  readonly runs?: readonly string[];
}

const cases: readonly Case[] = [
  { title: "runs and is enabled", want: { running: true, enabled: true }, state: { ...active, file: "enabled" }, changes: [] },
  { title: "nothing is asked of it", want: {}, changes: [] },
  { title: "is stopped", want: { running: true }, changes: ["start web.service"], runs: ["systemctl start -- web.service"] },
  { title: "is stopping", want: { running: true }, state: { ...active, active: "deactivating" }, changes: ["start web.service"] },
  { title: "is still starting", want: { running: true }, state: { ...active, active: "activating" }, changes: ["start web.service"] },
  { title: "failed", want: { running: true }, state: { ...inactive, active: "failed" }, changes: ["start web.service"], runs: ["reset-failed"] },
  { title: "is not to run", want: { running: false }, state: active, changes: ["stop web.service"], runs: ["systemctl stop -- web.service"] },
  { title: "is not to run and failed", want: { running: false }, state: { ...inactive, active: "failed" }, changes: [] },
  { title: "is not to run and watches", want: { running: false, reloadOn: [config] }, state: active, changes: ["stop web.service"], runs: ["systemctl stop", "stamps"] },
  { title: "is disabled", want: { enabled: true }, changes: ["enable web.service"], runs: ["systemctl enable -- web.service"] },
  { title: "is linked", want: { enabled: true }, state: { ...inactive, file: "linked" }, changes: ["enable web.service"] },
  { title: "is enabled until the next boot", want: { enabled: true }, state: { ...inactive, file: "enabled-runtime" }, changes: ["enable web.service"] },
  { title: "is enabled", want: { enabled: false }, state: { ...inactive, file: "enabled" }, changes: ["disable web.service"], runs: ["systemctl disable -- web.service"] },
  { title: "is enabled for now", want: { enabled: false }, state: { ...inactive, file: "enabled-runtime" }, changes: ["disable web.service"], runs: ["disable --runtime -- web"] },
  { title: "is static and shall not be enabled", want: { enabled: false }, state: { ...inactive, file: "static" }, changes: [] },
  { title: "is not there and shall not be", want: { running: false, enabled: false }, state: unknownUnit("web.service"), changes: [] },
  { title: "comes with a package of this run", want: { running: true, enabled: true }, state: unknownUnit("web.service"), changes: ["enable web.service", "start web.service"] },
  { title: "has no systemd yet", want: { running: true, enabled: true }, state: missing, stamps: missing, changes: ["enable web.service", "start web.service"] },
  { title: "is to be masked", want: { masked: true, running: false, enabled: false }, state: { ...active, file: "enabled" }, changes: ["disable web.service", "stop web.service", "mask web.service"] },
  { title: "is masked", want: { masked: true }, state: masked, changes: [] },
  { title: "is to be unmasked and used", want: { masked: false, enabled: true, running: true }, state: masked, changes: ["unmask web.service", "enable web.service", "start web.service"] },
  { title: "is masked until the next boot", want: { masked: false }, state: { ...masked, file: "masked-runtime" }, changes: ["unmask web.service"], runs: ["unmask --runtime -- web"] },
  { title: "is not masked", want: { masked: false }, changes: [] },
  { title: "has files that systemd has not read", want: { running: true }, state: { ...active, needsDaemonReload: true }, changes: ["read the files of web.service again"], runs: ["daemon-reload"] },
  { title: "is first seen while it runs", want: { reloadOn: [config] }, state: active, changes: [".note what web.service has read"], runs: ["stamps"] },
  { title: "is first seen, and what it watches changes", want: { reloadOn: [changing] }, state: active, changes: ["~reload web.service"], runs: ["reload-or-restart", "stamps"] },
  { title: "has read all", want: { reloadOn: [config] }, state: active, stamps: read, changes: [] },
  { title: "has read all, and notes are made", want: { reloadOn: [watched("file:/conf", "bookkeeping")] }, state: active, stamps: read, changes: [] },
  { title: "has read another state", want: { reloadOn: [config] }, state: active, stamps: stale, changes: ["~reload web.service"], runs: ["reload-or-restart -- web"] },
  { title: "lacks a line", want: { running: true, restartOn: [config] }, state: active, stamps: new Map(), changes: ["~restart web.service"], runs: ["restart -- web.service", "stamps"] },
  { title: "watches what changes", want: { reloadOn: [changing] }, state: active, stamps: read, changes: ["~reload web.service"] },
  { title: "cannot reload", want: { reloadOn: [changing] }, state: { ...active, canReload: false }, stamps: read, changes: ["~restart web.service"], runs: ["reload-or-restart"] },
  { title: "is due for a reload and a restart", want: { reloadOn: [changing], restartOn: [unitFile] }, state: active, stamps: read, changes: ["~restart web.service"], runs: ["systemctl restart -- web"] },
  { title: "watches one resource twice", want: { reloadOn: [changing], restartOn: [changing] }, state: active, stamps: read, changes: ["~restart web.service"] },
  { title: "is stopped, and has not read all", want: { running: true, reloadOn: [changing] }, stamps: read, changes: ["start web.service"], runs: ["systemctl reload-or-restart", "stamps"] },
  { title: "is stopped, and has read all", want: { running: true, reloadOn: [config] }, stamps: read, changes: ["start web.service"], runs: ["systemctl start -- web", "stamps"] },
  { title: "may stay stopped, and has not read all", want: { restartOn: [config] }, stamps: stale, changes: [".note what web.service will read"], runs: ["is-active --quiet -- web", "stamps"] },
  { title: "may stay stopped, and what it watches changes", want: { restartOn: [changing] }, stamps: read, changes: [".note what web.service will read"] },
  { title: "may stay stopped, and has read all", want: { restartOn: [config] }, stamps: read, changes: [] },
  { title: "is not there yet, and watches", want: { restartOn: [changing] }, state: missing, changes: [] },
];

async function plan(want: Case["want"], { state = inactive, stamps }: Pick<Case, "state" | "stamps">): Promise<readonly Change[]> {
  return await service({ unit: "web", ...want }).plan(askWith({ "unit-state": () => state, stamps: () => stamps }));
}

describe("service", () => {
  for (const { title, want, changes, runs = [], ...seen } of cases) {
    it(`plans ${changes.join(", ") || "nothing"} for a unit that ${title}`, async () => {
      const planned = await plan(want, seen);
      expect(planned.map((change) => `${change.reaction ? "~" : ""}${change.bookkeeping ? "." : ""}${change.title}`)).to.deep.equal(changes);
      const text = planned.flatMap(({ commands }) => commands.map((command) => command.text)).join("\n");
      const places = runs.map((words) => text.indexOf(words));
      expect(places).to.deep.equal(places.filter((place) => place >= 0).toSorted((a, b) => a - b));
    });
  }

  it("shows what differs, and what a unit has not read", async () => {
    const [enable, start] = await plan({ enabled: true, running: true }, {});
    expect(enable?.diff).to.deep.equal({ fields: [{ name: "enabled", before: "disabled", after: "enabled" }] });
    expect(start?.diff).to.deep.equal({ fields: [{ name: "running", before: "inactive (dead)", after: "active" }] });
    const [reload] = await plan({ reloadOn: [changing] }, { state: active });
    expect(reload?.diff).to.deep.equal({ note: "It has not read the present file:/conf" });
    const [mask] = await plan({ masked: true }, { state: unknownUnit("web.service") });
    expect(mask?.diff).to.deep.equal({ fields: [{ name: "enabled", before: "not-found", after: "masked" }] });
  });

  it("gives a unit the time that it may take to start, and to stop before", async () => {
    const [start] = await plan({ running: true, startTimeoutMs: 90_000 }, {});
    expect(start?.timeoutMs).to.equal(210_000);
    expect(start?.commands[0]?.text).to.include("timeout 90 systemctl start");
  });

  it("says what it watches, once each", () => {
    const unit = service({ unit: "web", reloadOn: [config], restartOn: [unitFile, config] });
    expect(unit).to.deep.include({ id: "service:web.service", watches: { unit: "web.service", ids: ["file:/conf", "systemdUnit:web.service"] } });
    expect(service({ unit: "web.timer" })).to.include({ id: "service:web.timer" }).and.not.have.property("watches");
  });

  const impossible: readonly (Pick<Case, "want" | "title"> & { readonly state: UnitState; readonly message: string })[] = [
    { title: "masked", want: { running: true }, state: masked, message: "Cannot start or enable web.service: it is masked" },
    { title: "masked for enabling", want: { enabled: true }, state: masked, message: "Cannot start or enable web.service: it is masked" },
    { title: "static", want: { enabled: true }, state: { ...inactive, file: "static" }, message: "Cannot enable web.service: it has no [Install] section, so that only other units start it" },
    { title: "generated", want: { enabled: false }, state: { ...inactive, file: "generated" }, message: "Cannot disable web.service: its unit file is generated, from a SysV script or a table such as fstab" },
    { title: "an alias", want: { enabled: false }, state: { ...inactive, id: "httpd.service", file: "enabled" }, message: "Cannot disable web.service: it is an alias of httpd.service" },
    { title: "oneshot", want: { running: true }, state: { ...inactive, type: "oneshot" }, message: "Cannot keep web.service running: it is of Type=oneshot and ends when its work is done" },
  ];
  for (const { title, want, state, message } of impossible) {
    it(`refuses what cannot be for a unit that is ${title}`, async () => {
      expect(await rejection(plan(want, { state }))).to.include({ code: "RESOURCE_INVALID", where: "service:web.service", message });
    });
  }

  it("takes a oneshot that remains for running", async () => {
    expect(await plan({ running: true }, { state: { ...active, type: "oneshot", remainsAfterExit: true } })).to.deep.equal([]);
  });

  it("refuses templates, contradictions and what is no resource", () => {
    expect(() => service({ unit: "web@.service" })).to.throw(Failures, "a template itself never runs");
    expect(() => service({ unit: "web", masked: true, running: true })).to.throw(Failures, "service.masked");
    expect(() => service({ unit: "web", masked: true, enabled: true })).to.throw(Failures, "service.masked");
    expect(() => service({ unit: "web", reloadOn: ["/etc/conf" as never, null as never, {} as never] })).to.throw(Failures, "must be a resource");
  });
});
