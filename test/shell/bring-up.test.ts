import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { bringUp, type UnitVerb } from "../../src/shell/bring-up.ts";
import { applyOn, type LocalHost, localHost, type Outcome, standIn } from "../support/local-host.ts";

/** What `systemctl show` says of each property, one word a question; the last one stays. */
type Story = Readonly<Record<string, string>>;

const calm: Story = { ActiveState: "active", SubState: "running", NRestarts: "0", NeedDaemonReload: "no" };

describe("bringUp", () => {
  let host: LocalHost;
  beforeEach(() => {
    host = localHost();
    standIn(host, "sleep", `echo "sleep $1" >>${host.folder}/log`);
    standIn(host, "journalctl", "echo 'the last words'");
  });
  afterEach(() => {
    host.remove();
  });

  function run(
    verb: UnitVerb,
    story: Story,
    options: { readonly status?: number; readonly startTimeoutMs?: number } = {},
  ): Outcome | undefined {
    const { status = 0, startTimeoutMs = 1000 } = options;
    standIn(
      host,
      "systemctl",
      `case $1 in
show) ;;
${verb}) echo "$1" >>${host.folder}/log; exit ${status} ;;
*) echo "$1" >>${host.folder}/log; exit 0 ;;
esac
property=\${2#--property=}
case $property in
*NeedDaemonReload*) echo NeedDaemonReload=${story["NeedDaemonReload"] ?? "no"}; exit ;;
${Object.entries(story)
  .map(([name, words]) => `${name}) words='${words}' ;;`)
  .join("\n")}
esac
seen=$(cat "${host.folder}/$property" 2>/dev/null || echo 0)
echo $((seen + 1)) >"${host.folder}/$property"
set -- $words
while [ "$seen" -gt 0 ] && [ $# -gt 1 ]; do shift; seen=$((seen - 1)); done
echo "$1"`,
    );
    const command = bringUp(verb, "web.service", { startTimeoutMs });
    return applyOn(host, [{ resource: "service:web.service", title: verb, commands: [command], blobs: [], timeoutMs: 1000 }])[0];
  }

  function log(): readonly string[] {
    return readFileSync(join(host.folder, "log"), "utf8").trim().split("\n");
  }

  const cases: readonly { title: string; verb: UnitVerb; story: Story; status?: number; log: readonly string[]; fails?: string }[] = [
    { title: "starts", verb: "start", story: calm, log: ["reset-failed", "start"] },
    {
      title: "reads changed unit files first",
      verb: "restart",
      story: { ...calm, NeedDaemonReload: "yes" },
      log: ["daemon-reload", "reset-failed", "restart"],
    },
    {
      title: "waits while it is activating",
      verb: "start",
      story: { ...calm, ActiveState: "activating activating active" },
      log: ["reset-failed", "start", "sleep 0.2", "sleep 0.2"],
    },
    {
      title: "looks again at a simple service",
      verb: "start",
      story: { ...calm, Type: "simple" },
      log: ["reset-failed", "start", "sleep 1"],
    },
    {
      title: "refuses one that ends within a second",
      verb: "start",
      story: { ...calm, Type: "exec", ActiveState: "active failed" },
      log: ["reset-failed", "start", "sleep 1"],
      fails: "Cannot keep web.service active: it is failed (running)",
    },
    {
      title: "refuses one that systemd restarts",
      verb: "reload-or-restart",
      story: { ...calm, Type: "simple", NRestarts: "3 4" },
      log: ["reset-failed", "reload-or-restart", "sleep 1"],
      fails: "Cannot keep web.service active without restarts",
    },
    {
      title: "refuses one that does not start",
      verb: "start",
      story: { ...calm, ActiveState: "failed", Result: "exit-code" },
      status: 1,
      log: ["reset-failed", "start"],
      fails: "Cannot start web.service: it is failed (running) exit-code\nthe last words",
    },
    {
      title: "refuses one that does not become active",
      verb: "start",
      story: { ...calm, ActiveState: "activating" },
      log: ["reset-failed", "start", ...Array.from({ length: 5 }, () => "sleep 0.2")],
      fails: "Cannot wait longer than 1 s for web.service to become active: it is activating",
    },
  ];
  for (const { title, verb, story, status = 0, log: expected, fails } of cases) {
    it(title, () => {
      const outcome = run(verb, story, { status });
      expect(log()).to.deep.equal(expected);
      expect(outcome?.status, outcome?.output).to.equal(fails === undefined ? 0 : 1);
      expect(outcome?.output).to.include(fails ?? "");
    });
  }

  it("does not wait for systemctl longer than it may take", () => {
    const text = bringUp("restart", "-.mount", { startTimeoutMs: 1500 }).text;
    expect(text).to.include("timeout 97 systemctl restart -- -.mount");
  });
});
