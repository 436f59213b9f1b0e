import { expect } from "chai";
import type { Event } from "../../src/model/event.ts";
import { plain } from "../../src/report/plain.ts";
import { applied, drifted, planned, share, undeclared, writeMotd } from "./runs.ts";

function told(events: readonly Event[], verbosity = 0, colour = false): string {
  let text = "";
  const { report } = plain({ write: (more) => (text += more), verbosity, colour });
  for (const event of events) report(event);
  return text;
}

const plan = `plan all on eu, us, in
us: warning: mmdblookup is not installed yet
eu, us: 2 changes
  write /etc/motd  file:/etc/motd
      @@ -1 +1 @@
      -old
      +new
  reload ssh.service  service:ssh
in: nothing to change

host  resources  to change  failed  left  exchanges  seconds  outcome
eu           44          2       0     0          1     0.21  would change
us           44          2       0     0          1     1.25  would change
in           44          0       0     0          1     0.21  unchanged
`;

const apply = `apply all on us, in
in: Cannot connect to 192.0.2.1:22: timed out after 10 s [UNREACHABLE]
us: done  write /etc/motd  file:/etc/motd  12 ms
      @@ -1 +1 @@
      -old
      +new
us: failed  reload ssh.service  service:ssh  1.5 s
us/service:ssh: Cannot reload ssh.service: exit status 1 [CHANGE_FAILED]
  | Job failed.

host  resources  changed  failed  left  exchanges  seconds  outcome
us           44        1       1     0          3     0.21  failed
in            0        0       1     0          0    10.00  unreachable
`;

describe("plain", () => {
  it("tells a plan, hosts with the same changes together", () => {
    expect(told(planned)).to.equal(plan);
  });

  it("tells an apply, each change when it is done and each failure once", () => {
    expect(told(applied)).to.equal(apply);
  });

  it("tells of a change that it needs --force, and who makes it together", () => {
    const events = planned.map((event): Event => (event.type === "planned" ? { ...event, changes: [share] } : event));
    expect(told(events)).to.contain(`  push the map  geoMap:map
      needs --force: it removes 12 of 30 names
      together on eu, us: stage it, then swap it
`);
  });

  it("tells what is no longer declared, and why it stays", () => {
    expect(told(undeclared)).to.contain(`eu: 1 change
  remove file /etc/b  file:/etc/b
  - no longer declared: command:x  (command is never removed by itself)
us: nothing to change
  - no longer declared: file:/etc/b
`);
    const pruning = undeclared.map((event): Event => (event.type === "start" ? { ...event, command: "apply" } : event));
    expect(told(pruning)).to.match(
      /^apply all on eu, us\neu: - no longer declared: command:x {2}\(command is never removed by itself\)\n\n/,
    );
  });

  it("tells drift in three groups", () => {
    expect(told(drifted)).to.contain(`eu: 2 differences
  changed on the host, as declared:
    write /etc/motd  file:/etc/motd
        @@ -1 +1 @@
        -old
        +new
  changed in the playbooks, not applied yet:
    reload ssh.service  service:ssh
  - no longer declared: file:/etc/b
us: no differences

host  resources  to change  failed  left  exchanges  seconds  outcome
`);
    const one = drifted.map((event): Event => (event.type === "planned" ? { ...event, changes: event.changes.slice(0, 1) } : event));
    expect(told(one)).to.contain("eu: 1 difference\n");
  });

  it("tells what Ctrl-C left out, without its diff", () => {
    const event: Event = {
      type: "change-end",
      host: "us",
      resource: "file:/etc/motd",
      title: "write /etc/motd",
      outcome: "not begun",
      ms: 0,
    };
    expect(told([{ ...event, ...(writeMotd.diff && { diff: writeMotd.diff }) }])).to.equal(
      "us: not begun  write /etc/motd  file:/etc/motd\n",
    );
  });

  it("adds connections, beginnings and output of commands with -v", () => {
    expect(told(planned, 1)).to.contain("eu: connected  80 ms\n");
    expect(told(applied, 1)).to.contain("us: write /etc/motd …\nus: done").and.to.contain("      | synced\n");
  });

  it("colours without changing a word", () => {
    const coloured = told(applied, 0, true);
    expect(coloured).to.contain("\u001B[");
    expect(coloured.replaceAll(/\u001B\[\d+m/g, "")).to.equal(apply);
  });

  it("presents a plan that is asked about", async () => {
    let text = "";
    await plain({ write: (more) => (text += more), verbosity: 0, colour: false }).present(new Map([["eu", [writeMotd]]]));
    expect(text).to.match(/^eu: 1 change\n {2}write/);
  });
});
