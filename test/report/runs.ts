import type { Change } from "../../src/model/change.ts";
import type { Event, HostSummary } from "../../src/model/event.ts";
import { Failure } from "../../src/model/failure.ts";
import { sh } from "../../src/shell/sh.ts";

/** A change of a file, with a diff. */
export const writeMotd: Change = {
  resource: "file:/etc/motd",
  title: "write /etc/motd",
  diff: { content: { before: "old\n", after: "new\n" } },
  commands: [sh`true`],
  blobs: [],
  timeoutMs: 1,
};

const reload: Change = {
  resource: "service:ssh",
  title: "reload ssh.service",
  commands: [sh`true`],
  blobs: [],
  timeoutMs: 1,
  reaction: true,
};
const stamp: Change = { ...reload, title: "note stamps", bookkeeping: true };

/** A change that needs `--force`, and that hosts make together. */
export const share: Change = {
  resource: "geoMap:map",
  title: "push the map",
  commands: [],
  blobs: [],
  timeoutMs: 1,
  guard: "removes 12 of 30 names",
  together: {
    step: "map",
    hosts: ["eu", "us"],
    phases: [
      { title: "stage it", commands: [sh`true`] },
      { title: "swap it", commands: [sh`true`] },
    ],
    back: [sh`true`],
  },
};

function summary(fields: Partial<HostSummary>): HostSummary {
  return { resources: 44, changed: 0, failed: 0, left: 0, exchanges: 1, handshakes: 6, ms: 210, outcome: "unchanged", ...fields };
}

/** The events of a plan for three hosts, of which two would change in the same way. */
export const planned: readonly Event[] = [
  { type: "start", command: "plan", playbook: "all", hosts: ["eu", "us", "in"] },
  { type: "connected", host: "eu", ms: 80 },
  { type: "planned", host: "eu", wave: 1, resources: 44, changes: [writeMotd, reload, stamp] },
  { type: "planned", host: "in", wave: 1, resources: 44, changes: [] },
  { type: "notice", host: "us", level: "warning", message: "mmdblookup is not installed yet" },
  { type: "planned", host: "us", wave: 1, resources: 44, changes: [writeMotd, reload, stamp] },
  {
    type: "summary",
    hosts: { eu: summary({ changed: 2, outcome: "changed" }), us: summary({ changed: 2, outcome: "changed", ms: 1250 }), in: summary({}) },
  },
];

/** The events of a plan that also finds what is no longer declared. */
export const undeclared: readonly Event[] = [
  { type: "start", command: "plan", playbook: "all", hosts: ["eu", "us"] },
  { type: "planned", host: "eu", wave: 0, resources: 44, changes: [{ ...reload, resource: "file:/etc/b", title: "remove file /etc/b" }] },
  {
    type: "undeclared",
    host: "eu",
    resources: [
      { resource: "file:/etc/b", playbooks: ["all"] },
      { resource: "command:x", playbooks: ["old"], why: "command is never removed by itself" },
    ],
  },
  { type: "undeclared", host: "us", resources: [{ resource: "file:/etc/b", playbooks: ["all"] }] },
  { type: "summary", hosts: { eu: summary({ changed: 1, undeclared: 2, outcome: "changed" }), us: summary({ undeclared: 1 }) } },
];

/** The events of a look for drift. */
export const drifted: readonly Event[] = [
  { type: "start", command: "drift", playbook: "all, web", hosts: ["eu", "us"] },
  { type: "planned", host: "eu", wave: 0, resources: 44, changes: [writeMotd, reload, stamp], drifted: ["file:/etc/motd"] },
  { type: "undeclared", host: "eu", resources: [{ resource: "file:/etc/b", playbooks: ["old"] }] },
  { type: "planned", host: "us", wave: 0, resources: 44, changes: [], drifted: [] },
  { type: "summary", hosts: { eu: summary({ changed: 2, drifted: 1, undeclared: 1, outcome: "changed" }), us: summary({ drifted: 0 }) } },
];

const failure = new Failure("CHANGE_FAILED", "us/service:ssh", "Cannot reload ssh.service: exit status 1", { output: "Job failed.\n" });

/** The events of an apply on two hosts, of which one fails and one is not reached. */
export const applied: readonly Event[] = [
  { type: "start", command: "apply", playbook: "all", hosts: ["us", "in"] },
  { type: "failure", host: "in", failure: new Failure("UNREACHABLE", "in", "Cannot connect to 192.0.2.1:22: timed out after 10 s") },
  {
    type: "host-end",
    host: "in",
    summary: summary({ resources: 0, exchanges: 0, handshakes: 0, ms: 10_000, failed: 1, outcome: "unreachable" }),
  },
  { type: "planned", host: "us", wave: 1, resources: 44, changes: [writeMotd, reload, stamp] },
  { type: "change-start", host: "us", resource: "file:/etc/motd", title: "write /etc/motd" },
  {
    type: "change-end",
    host: "us",
    resource: "file:/etc/motd",
    title: "write /etc/motd",
    outcome: "done",
    ms: 12,
    output: "synced\n",
    ...(writeMotd.diff && { diff: writeMotd.diff }),
  },
  { type: "change-start", host: "us", resource: "service:ssh", title: "reload ssh.service" },
  {
    type: "change-end",
    host: "us",
    resource: "service:ssh",
    title: "reload ssh.service",
    outcome: "failed",
    ms: 1500,
    output: "Job failed.\n",
  },
  { type: "failure", host: "us", failure },
  { type: "host-end", host: "us", summary: summary({ changed: 1, failed: 1, exchanges: 3, outcome: "failed" }) },
  {
    type: "summary",
    hosts: {
      us: summary({ changed: 1, failed: 1, exchanges: 3, outcome: "failed" }),
      in: summary({ resources: 0, exchanges: 0, handshakes: 0, ms: 10_000, failed: 1, outcome: "unreachable" }),
    },
  },
];
