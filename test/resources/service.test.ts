import { expect } from "chai";
import { unknownUnit } from "../../src/facts/unit-enablement.ts";
import type { UnitState } from "../../src/facts/unit-state.ts";
import { missing } from "../../src/model/fact.ts";
import { Failures } from "../../src/model/failure.ts";
import { service } from "../../src/resources/service.ts";
import { rejection } from "../support/rejection.ts";
import {
  active,
  changing,
  config,
  inactive,
  masked,
  planService,
  type ServiceCase,
  testServices,
  unitFile,
} from "../support/service-cases.ts";

const cases: readonly ServiceCase[] = [
  { title: "runs and is enabled", want: { running: true, enabled: true }, state: { ...active, file: "enabled" }, changes: [] },
  { title: "nothing is asked of it", want: {}, changes: [] },
  { title: "is stopped", want: { running: true }, changes: ["start web.service"], runs: ["systemctl start -- web.service"] },
  { title: "is stopping", want: { running: true }, state: { ...active, active: "deactivating" }, changes: ["start web.service"] },
  { title: "is still starting", want: { running: true }, state: { ...active, active: "activating" }, changes: ["start web.service"] },
  {
    title: "failed",
    want: { running: true },
    state: { ...inactive, active: "failed" },
    changes: ["start web.service"],
    runs: ["reset-failed"],
  },
  {
    title: "is not to run",
    want: { running: false },
    state: active,
    changes: ["stop web.service"],
    runs: ["systemctl stop -- web.service"],
  },
  { title: "is not to run and failed", want: { running: false }, state: { ...inactive, active: "failed" }, changes: [] },
  {
    title: "is not to run and watches",
    want: { running: false, reloadOn: [config] },
    state: active,
    changes: ["stop web.service"],
    runs: ["systemctl stop", "stamps"],
  },
  { title: "is disabled", want: { enabled: true }, changes: ["enable web.service"], runs: ["systemctl enable -- web.service"] },
  { title: "is linked", want: { enabled: true }, state: { ...inactive, file: "linked" }, changes: ["enable web.service"] },
  {
    title: "is enabled until the next boot",
    want: { enabled: true },
    state: { ...inactive, file: "enabled-runtime" },
    changes: ["enable web.service"],
  },
  {
    title: "is enabled",
    want: { enabled: false },
    state: { ...inactive, file: "enabled" },
    changes: ["disable web.service"],
    runs: ["systemctl disable -- web.service"],
  },
  {
    title: "is enabled for now",
    want: { enabled: false },
    state: { ...inactive, file: "enabled-runtime" },
    changes: ["disable web.service"],
    runs: ["disable --runtime -- web"],
  },
  { title: "is static and shall not be enabled", want: { enabled: false }, state: { ...inactive, file: "static" }, changes: [] },
  { title: "is not there and shall not be", want: { running: false, enabled: false }, state: unknownUnit("web.service"), changes: [] },
  {
    title: "comes with a package of this run",
    want: { running: true, enabled: true },
    state: unknownUnit("web.service"),
    changes: ["enable web.service", "start web.service"],
  },
  {
    title: "has no systemd yet",
    want: { running: true, enabled: true },
    state: missing,
    stamps: missing,
    changes: ["enable web.service", "start web.service"],
  },
  {
    title: "is to be masked",
    want: { masked: true, running: false, enabled: false },
    state: { ...active, file: "enabled" },
    changes: ["disable web.service", "stop web.service", "mask web.service"],
  },
  { title: "is masked", want: { masked: true }, state: masked, changes: [] },
  {
    title: "is to be unmasked and used",
    want: { masked: false, enabled: true, running: true },
    state: masked,
    changes: ["unmask web.service", "enable web.service", "start web.service"],
  },
  {
    title: "is masked until the next boot",
    want: { masked: false },
    state: { ...masked, file: "masked-runtime" },
    changes: ["unmask web.service"],
    runs: ["unmask --runtime -- web"],
  },
  { title: "is not masked", want: { masked: false }, changes: [] },
  {
    title: "has files that systemd has not read",
    want: { running: true },
    state: { ...active, needsDaemonReload: true },
    changes: ["read the files of web.service again"],
    runs: ["daemon-reload"],
  },
];

describe("service", () => {
  testServices(cases);

  it("shows what differs, and what a unit has not read", async () => {
    const [enable, start] = await planService({ enabled: true, running: true }, {});
    expect(enable?.diff).to.deep.equal({ fields: [{ name: "enabled", before: "disabled", after: "enabled" }] });
    expect(start?.diff).to.deep.equal({ fields: [{ name: "running", before: "inactive (dead)", after: "active" }] });
    const [reload] = await planService({ reloadOn: [changing] }, { state: active });
    expect(reload?.diff).to.deep.equal({ note: "It has not read the present file:/conf" });
    const [mask] = await planService({ masked: true }, { state: unknownUnit("web.service") });
    expect(mask?.diff).to.deep.equal({ fields: [{ name: "enabled", before: "not-found", after: "masked" }] });
  });

  it("gives a unit the time that it may take to start, and to stop before", async () => {
    const [start] = await planService({ running: true, startTimeoutMs: 90_000 }, {});
    expect(start?.timeoutMs).to.equal(210_000);
    expect(start?.commands[0]?.text).to.include("timeout 90 systemctl start");
  });

  it("says what it watches, once each", () => {
    const unit = service({ unit: "web", reloadOn: [config], restartOn: [unitFile, config] });
    expect(unit).to.deep.include({
      id: "service:web.service",
      watches: { unit: "web.service", ids: ["file:/conf", "systemdUnit:web.service"] },
    });
    expect(service({ unit: "web.timer" }))
      .to.include({ id: "service:web.timer" })
      .and.not.have.property("watches");
  });

  const impossible: readonly (Pick<ServiceCase, "want" | "title"> & { readonly state: UnitState; readonly message: string })[] = [
    { title: "masked", want: { running: true }, state: masked, message: "Cannot start or enable web.service: it is masked" },
    { title: "masked for enabling", want: { enabled: true }, state: masked, message: "Cannot start or enable web.service: it is masked" },
    {
      title: "static",
      want: { enabled: true },
      state: { ...inactive, file: "static" },
      message: "Cannot enable web.service: it has no [Install] section, so that only other units start it",
    },
    {
      title: "generated",
      want: { enabled: false },
      state: { ...inactive, file: "generated" },
      message: "Cannot disable web.service: its unit file is generated, from a SysV script or a table such as fstab",
    },
    {
      title: "an alias",
      want: { enabled: false },
      state: { ...inactive, id: "httpd.service", file: "enabled" },
      message: "Cannot disable web.service: it is an alias of httpd.service",
    },
    {
      title: "oneshot",
      want: { running: true },
      state: { ...inactive, type: "oneshot" },
      message: "Cannot keep web.service running: it is of Type=oneshot and ends when its work is done",
    },
  ];
  for (const { title, want, state, message } of impossible) {
    it(`refuses what cannot be for a unit that is ${title}`, async () => {
      expect(await rejection(planService(want, { state }))).to.include({ code: "RESOURCE_INVALID", where: "service:web.service", message });
    });
  }

  it("takes a oneshot that remains for running", async () => {
    expect(await planService({ running: true }, { state: { ...active, type: "oneshot", remainsAfterExit: true } })).to.deep.equal([]);
  });

  it("refuses templates, contradictions and what is no resource", () => {
    expect(() => service({ unit: "web@.service" })).to.throw(Failures, "a template itself never runs");
    expect(() => service({ unit: "web", masked: true, running: true })).to.throw(Failures, "service.masked");
    expect(() => service({ unit: "web", masked: true, enabled: true })).to.throw(Failures, "service.masked");
    expect(() => service({ unit: "web", reloadOn: ["/etc/conf" as never, null as never, {} as never] })).to.throw(
      Failures,
      "must be a resource",
    );
  });
});
