import { expect } from "chai";
import { jobsAsJson, renderJobs } from "../../src/cli/render-jobs.ts";
import type { JobState } from "../../src/run/parse-jobs.ts";
import { type Repository, repository } from "../run/repository.ts";
import { infra } from "./infra.ts";
import { loginKey } from "./installed.ts";

const ok: JobState = {
  job: "tidy",
  timer: "geosteer-job-tidy.timer",
  unit: "geosteer-job-tidy.service",
  schedule: ["daily"],
  next: 1_764_298_800,
  began: 1_764_280_000,
  ended: 1_764_280_065,
  outcome: "ok",
  reason: "",
};
const failed: JobState = { ...ok, job: "broken", next: undefined, began: undefined, outcome: "failed", reason: "exit status 3" };
const never: JobState = { ...ok, job: "new\u001b[31m", began: undefined, ended: undefined, outcome: "never", log: [] };
const hosts = [
  { host: "eu", now: 1_764_283_665, jobs: [ok, { ...failed, log: ["one", "two\u0007"] }] },
  { host: "us", now: 1_764_283_665, jobs: [never] },
];

describe("infra jobs", function () {
  this.timeout(20_000);

  it("shows a table, and logs under it, without control characters", () => {
    expect(renderJobs(hosts)).to.equal(`host  job       next run                      last run              ago   took  result
eu    tidy      2025-11-28T03:00:00Z, in 4 h  2025-11-27T21:47:45Z  1 h  1 min  ok
eu    broken    none: its timer does not run  2025-11-27T21:47:45Z  1 h      -  failed: exit status 3
us    new␛[31m  2025-11-28T03:00:00Z, in 4 h  -                       -      -  never

eu: broken
  one
  two␇

us: new␛[31m
  nothing is left in the journal
`);
    expect(renderJobs([{ host: "eu", now: 0, jobs: [] }])).to.equal("No host has a job.\n");
  });

  it("tells each job on a line of JSON", () => {
    const lines = jobsAsJson(hosts)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map(({ type, host, outcome }) => [type, host, outcome])).to.deep.equal([
      ["job", "eu", "ok"],
      ["job", "eu", "failed"],
      ["job", "us", "never"],
    ]);
  });

  describe("with an inventory", () => {
    let made: Repository;
    before(() => {
      made = repository({
        "inventory/hosts.yml": "all: { hosts: { eu: { ansible_host: 127.0.0.1, ansible_port: 1, ansible_user: admin } } }\n",
      });
      loginKey(made.path);
    });
    after(() => {
      made.remove();
    });

    it("lists the hosts that it would ask", async () => {
      expect(await infra(made.path, "jobs", "--list-hosts")).to.deep.equal({ status: 0, stdout: "eu\n", stderr: "" });
    });

    it("fails where a host cannot be asked, and calls no job unknown then", async () => {
      const { status, stdout } = await infra(made.path, "jobs", "eu", "broken");
      expect(status).to.equal(1);
      expect(stdout).to.include("Cannot log in to 127.0.0.1 port 1").and.to.include("No host has a job.\n");
    });

    it("refuses wrong arguments", async () => {
      expect((await infra(made.path, "jobs", "mars")).status).to.equal(64);
      expect((await infra(made.path, "jobs", "eu", "--lines", "none")).status).to.equal(64);
    });
  });
});
