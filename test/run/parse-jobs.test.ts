import { expect } from "chai";
import { parseJobs } from "../../src/run/parse-jobs.ts";

const timer =
  "Id=geosteer-job-it.timer\nLoadState=loaded\nActiveState=active\nUnit=it.service\nTimersCalendar={ OnCalendar=*-*-* 04:00:00 ; next_elapse=x }\nTimersCalendar={ OnCalendar=*-*-* 05:00:00 ; next_elapse=x }\n";
const unit =
  "Id=it.service\nLoadState=loaded\nActiveState=inactive\nSubState=dead\nResult=success\nExecMainCode=1\nExecMainStatus=0\nInactiveExitTimestamp=@100\nInactiveEnterTimestamp=@160\nConditionResult=yes\nConditionTimestamp=@100\n";
const list = '[{"next":1000000000,"left":5,"last":0,"unit":"geosteer-job-it.timer"},{"next":null,"unit":"other.timer"}]';

function answer({ timers = timer, units = unit, journal = "", log = "" } = {}): string {
  return ["200\n", list, timers, units, `${journal}${log}`].join("\0");
}

function change(text: string, changes: Readonly<Record<string, string>>): string {
  return Object.entries(changes).reduce((sum, [name, value]) => sum.replace(new RegExp(`^${name}=.*$`, "m"), `${name}=${value}`), text);
}

const never = { InactiveExitTimestamp: "", InactiveEnterTimestamp: "", ConditionTimestamp: "" };

const cases: readonly { readonly title: string; readonly text: string; readonly told: object }[] = [
  { title: "one that ended well", text: answer(), told: { outcome: "ok", reason: "", began: 100, ended: 160, next: 1000 } },
  {
    title: "an exit status",
    text: answer({ units: change(unit, { ActiveState: "failed", Result: "exit-code", ExecMainStatus: "3" }) }),
    told: { outcome: "failed", reason: "exit status 3", ended: 160 },
  },
  {
    title: "a signal",
    text: answer({ units: change(unit, { ActiveState: "failed", Result: "signal", ExecMainCode: "2", ExecMainStatus: "9" }) }),
    told: { outcome: "failed", reason: "killed by signal 9" },
  },
  {
    title: "a run that took too long",
    text: answer({ units: change(unit, { ActiveState: "failed", Result: "timeout", ExecMainStatus: "15" }) }),
    told: { outcome: "failed", reason: "it took too long" },
  },
  {
    title: "a failure without a status",
    text: answer({ units: change(unit, { ActiveState: "failed", Result: "resources" }) }),
    told: { outcome: "failed", reason: "resources" },
  },
  {
    title: "one that runs",
    text: answer({ units: change(unit, { ActiveState: "activating", SubState: "start", InactiveExitTimestamp: "@190" }) }),
    told: { outcome: "running", began: 190, ended: undefined },
  },
  {
    title: "one that is about to be tried again",
    text: answer({
      units: change(unit, { ActiveState: "activating", SubState: "auto-restart", Result: "exit-code", ExecMainStatus: "1" }),
    }),
    told: { outcome: "failed", reason: "exit status 1" },
  },
  {
    title: "one that stays active when its work is done",
    text: answer({ units: change(unit, { ActiveState: "active", SubState: "exited" }) }),
    told: { outcome: "ok" },
  },
  {
    title: "a condition that is not met",
    text: answer({ units: change(unit, { ConditionResult: "no", ConditionTimestamp: "@180" }) }),
    told: { outcome: "skipped", began: 180, reason: "a condition of its unit is not met" },
  },
  {
    title: "one that never ran",
    text: answer({ units: change(unit, never) }),
    told: { outcome: "never", began: undefined, ended: undefined },
  },
  {
    title: "one that ran before the host started",
    text: answer({
      units: change(unit, never),
      journal: '{"__REALTIME_TIMESTAMP":"90000000","UNIT":"it.service","UNIT_RESULT":"exit-code"}\nnonsense\n',
    }),
    told: { outcome: "failed", reason: "exit-code", ended: 90 },
  },
  {
    title: "one that ran well before the host started",
    text: answer({ units: change(unit, never), journal: '{"__REALTIME_TIMESTAMP":"90000000","UNIT":"it.service"}\n' }),
    told: { outcome: "ok", ended: 90 },
  },
  { title: "a unit that is not there", text: answer({ units: "" }), told: { outcome: "failed", reason: /not there/ } },
  {
    title: "a timer that is not there",
    text: answer({ timers: change(timer, { LoadState: "not-found", ActiveState: "inactive" }) }),
    told: { outcome: "failed", reason: "its timer is not there", next: undefined },
  },
  {
    title: "a timer that failed",
    text: answer({ timers: change(timer, { ActiveState: "failed" }) }),
    told: { outcome: "failed", reason: "its timer failed", next: undefined },
  },
  {
    title: "a timer that is stopped",
    text: answer({ timers: change(timer, { ActiveState: "inactive" }) }),
    told: { outcome: "ok", next: undefined },
  },
  { title: "a log", text: answer({ log: "\0geosteer-job-it.timer\0one\ntwo\n" }), told: { outcome: "ok", log: ["one", "two"] } },
];

describe("parseJobs", () => {
  for (const { title, text, told } of cases) {
    it(`tells of ${title}`, () => {
      const [job, ...more] = parseJobs(text)?.jobs ?? [];
      expect(more).to.deep.equal([]);
      expect(job).to.include({ job: "it", timer: "geosteer-job-it.timer", unit: "it.service" });
      for (const [key, value] of Object.entries(told)) {
        const found: unknown = job?.[key as keyof typeof job];
        if (value instanceof RegExp) expect(found).to.match(value);
        else expect(found, key).to.deep.equal(value);
      }
    });
  }

  it("tells all calendar events, and the host's clock", () => {
    const { now, jobs } = parseJobs(answer()) ?? { jobs: [] };
    expect(now).to.equal(200);
    expect(jobs[0]?.schedule).to.deep.equal(["*-*-* 04:00:00", "*-*-* 05:00:00"]);
  });

  it("takes an empty answer for a host without jobs, and words for none", () => {
    expect(parseJobs("")).to.deep.equal({ now: 0, jobs: [] });
    expect(parseJobs("System has not been booted with systemd\n")).to.equal(undefined);
  });
});
