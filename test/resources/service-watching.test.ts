import { expect } from "chai";
import { sha256 } from "../../src/model/blob.ts";
import { missing } from "../../src/model/fact.ts";
import { service } from "../../src/resources/service.ts";
import { askWith } from "../support/fake-ask.ts";
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

  const rights = { mode: "0600", uid: 0, gid: 0, owner: "root", group: "root" };
  for (const { title, state, stamp, changes } of [
    { title: "holds what it held", state: { type: "file", sha256: "aa" }, stamp: "aa", changes: [] },
    { title: "holds something else", state: { type: "file", sha256: "bb" }, stamp: "aa", changes: ["reload web.service"] },
    { title: "cannot be read as a whole", state: { type: "file", sha256: undefined }, stamp: "file", changes: [] },
    { title: "is gone", state: { type: "absent" }, stamp: "aa", changes: ["reload web.service"] },
    { title: "is missing on a host without the tools to tell", state: missing, stamp: "absent", changes: [] },
    { title: "leads where it led", state: { type: "symlink", target: "a b" }, stamp: sha256("a b"), changes: [] },
    { title: "leads elsewhere", state: { type: "symlink", target: "a c" }, stamp: sha256("a b"), changes: ["reload web.service"] },
  ]) {
    it(`plans ${changes.join() || "nothing"} where a file that others keep ${title}`, async () => {
      const ask = askWith({
        "unit-state": () => active,
        stamps: () => new Map([["content:/tls.pem", stamp]]),
        "path-state": () => (state === missing ? missing : { ...rights, size: 1, content: undefined, ...(state as object) }),
      });
      const planned = await service({ unit: "web", reloadOnFiles: ["/tls.pem"] }).plan(ask);
      expect(planned.map((change) => change.title)).to.deep.equal(changes);
      if (changes.length > 0) expect(planned[0]?.commands.map(({ text }) => text).join("\n")).to.include("content%3A%2Ftls.pem");
    });
  }
});
