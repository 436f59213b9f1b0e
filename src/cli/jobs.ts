import type { Command } from "commander";
import { jobStates } from "../run/job-states.ts";
import type { Reporter } from "../report/reporter.ts";
import { type RunAction, renderManual } from "./cli-command.ts";
import { addConnectingFlags, type ConnectingFlags, connectingOptions } from "./connecting-flags.ts";
import { FAILED, OK } from "./exit-status.ts";
import { positiveInteger } from "./fleet-flags.ts";
import { interrupts } from "./interrupts.ts";
import { listChosenHosts } from "./list-hosts.ts";
import { jobsAsJson, renderJobs } from "./render-jobs.ts";
import { showing } from "./show.ts";
import type { Surroundings } from "./surroundings.ts";

/** Options of `infra jobs`, as commander hands them over. */
interface JobsFlags extends ConnectingFlags {
  readonly lines: number;
}

/** What the command works with. */
interface Call {
  readonly jobs: readonly string[];
  readonly flags: JobsFlags;
  readonly surroundings: Surroundings;
  readonly reporter: Reporter;
}

/** Defines `infra jobs`. */
export function define(command: Command, run: RunAction): void {
  command
    .argument("[pattern]", "which hosts, an Ansible pattern: all, us, web*, 'all:!in'", "all")
    .argument("[job...]", "only these jobs, with the last lines of their journals")
    .description(
      "Tell when each timer that a role declared on a host comes next, and when it last ran, for how long and how it ended: those of role jobs, backups, " +
        "certificates, databases. Without a word from a run since the host started, its journal is asked.",
    )
    .option("--lines <n>", "how many lines of a job's journal", positiveInteger, 20);
  addConnectingFlags(command)
    .addHelpText("after", manual)
    .action(async (pattern: string, jobs: readonly string[]) => {
      await run((surroundings) => {
        const flags = command.opts<JobsFlags>();
        return showing(flags, surroundings, (reporter) => showJobs(pattern, { jobs, flags, surroundings, reporter }));
      });
    });
}

async function showJobs(pattern: string, { jobs, flags, surroundings, reporter }: Call): Promise<number> {
  const options = await connectingOptions(flags, surroundings);
  if (flags.listHosts) return await listChosenHosts(pattern, { options, flags, surroundings });
  const { stop, cut, end } = interrupts(surroundings, reporter.report);
  const asking = { ...options, stop, cut, report: reporter.report };
  const { hosts, missing } = await jobStates(pattern, { ...asking, jobs, lines: flags.lines }).finally(end);
  surroundings.stdout.write(flags.json ? jobsAsJson(hosts) : renderJobs(hosts));
  const isWell = hosts.every((host) => host.jobs.every(({ outcome }) => outcome !== "failed"));
  return isWell && missing === 0 ? OK : FAILED;
}

const manual = renderManual({
  statuses: [
    [0, "no job failed the last time"],
    [1, "a job failed the last time, or a host could not be asked"],
    [64, "wrong arguments: an option, a pattern, a job that no host has"],
  ],
  examples: [
    ["infra jobs", "every job of every host"],
    ["infra jobs us borgmatic", "one job of a host, with the last lines of its journal"],
    ["infra jobs --json | jq 'select(.outcome == \"failed\")'", "what failed, for a script"],
    ["infra run us -- systemctl start geosteer-job-tidy", "run a job now"],
  ],
});
