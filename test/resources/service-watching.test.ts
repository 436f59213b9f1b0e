import { missing } from "../../src/model/fact.ts";
import { active, changing, config, read, type ServiceCase, stale, testServices, unitFile, watched } from "../support/service-cases.ts";

const cases: readonly ServiceCase[] = [
  {
    title: "is first seen while it runs",
    want: { reloadOn: [config] },
    state: active,
    changes: [".note what web.service has read"],
    runs: ["stamps"],
  },
  {
    title: "is first seen, and what it watches changes",
    want: { reloadOn: [changing] },
    state: active,
    changes: ["~reload web.service"],
    runs: ["reload-or-restart", "stamps"],
  },
  { title: "has read all", want: { reloadOn: [config] }, state: active, stamps: read, changes: [] },
  {
    title: "has read all, and notes are made",
    want: { reloadOn: [watched("file:/conf", "bookkeeping")] },
    state: active,
    stamps: read,
    changes: [],
  },
  {
    title: "has read another state",
    want: { reloadOn: [config] },
    state: active,
    stamps: stale,
    changes: ["~reload web.service"],
    runs: ["reload-or-restart -- web"],
  },
  {
    title: "lacks a line",
    want: { running: true, restartOn: [config] },
    state: active,
    stamps: new Map(),
    changes: ["~restart web.service"],
    runs: ["restart -- web.service", "stamps"],
  },
  { title: "watches what changes", want: { reloadOn: [changing] }, state: active, stamps: read, changes: ["~reload web.service"] },
  {
    title: "cannot reload",
    want: { reloadOn: [changing] },
    state: { ...active, canReload: false },
    stamps: read,
    changes: ["~restart web.service"],
    runs: ["reload-or-restart"],
  },
  {
    title: "is due for a reload and a restart",
    want: { reloadOn: [changing], restartOn: [unitFile] },
    state: active,
    stamps: read,
    changes: ["~restart web.service"],
    runs: ["systemctl restart -- web"],
  },
  {
    title: "watches one resource twice",
    want: { reloadOn: [changing], restartOn: [changing] },
    state: active,
    stamps: read,
    changes: ["~restart web.service"],
  },
  {
    title: "is stopped, and has not read all",
    want: { running: true, reloadOn: [changing] },
    stamps: read,
    changes: ["start web.service"],
    runs: ["systemctl reload-or-restart", "stamps"],
  },
  {
    title: "is stopped, and has read all",
    want: { running: true, reloadOn: [config] },
    stamps: read,
    changes: ["start web.service"],
    runs: ["systemctl start -- web", "stamps"],
  },
  {
    title: "may stay stopped, and has not read all",
    want: { restartOn: [config] },
    stamps: stale,
    changes: [".note what web.service will read"],
    runs: ["is-active --quiet -- web", "stamps"],
  },
  {
    title: "may stay stopped, and what it watches changes",
    want: { restartOn: [changing] },
    stamps: read,
    changes: [".note what web.service will read"],
  },
  { title: "may stay stopped, and has read all", want: { restartOn: [config] }, stamps: read, changes: [] },
  { title: "is not there yet, and watches", want: { restartOn: [changing] }, state: missing, changes: [] },
];

describe("service, of what it watches", () => {
  testServices(cases);
});
