import { hintOfWords } from "../model/did-you-mean.ts";
import type { Report } from "../model/event.ts";
import { Failure } from "../model/failure.ts";
import { jobsQuestion } from "./jobs-question.ts";
import type { FleetOptions, ReachSettings } from "./options.ts";
import { type JobsAnswer, type JobState, parseJobs } from "./parse-jobs.ts";
import { runOnHosts } from "./run-on-hosts.ts";

/** Options of `jobStates`. */
export interface JobStatesOptions extends FleetOptions, ReachSettings {
  /** Which jobs, with their logs; `[]`: all, without. */
  readonly jobs: readonly string[];
  /** How many lines of a log. */
  readonly lines: number;
  readonly report: Report;
}

/** The jobs of a host. */
export interface HostJobs extends JobsAnswer {
  readonly host: string;
}

/** The jobs of many hosts, and how many hosts could not be asked, which has been told. */
export interface JobStates {
  readonly hosts: readonly HostJobs[];
  readonly missing: number;
}

/**
 * Asks hosts, in one exchange each, for the timers that any role declared there, when each comes next, and how it ended the last time. Throws `USAGE` for
 * a job that no host has.
 */
export async function jobStates(pattern: string, options: JobStatesOptions): Promise<JobStates> {
  const { report, lines } = options;
  const wanted = options.jobs.map((job) => job.replace(/\.(?:timer|service)$/, ""));
  const found = new Map<string, JobsAnswer>();
  const statuses = await runOnHosts(pattern, {
    ...options,
    command: jobsQuestion({ logs: wanted, lines }),
    onOutput: (host, text) => {
      const answer = parseJobs(text);
      if (answer === undefined) report({ type: "failure", host, failure: notTold(host, text) });
      else found.set(host, answer);
    },
  });
  // In the order of the inventory, not in that of their answers.
  const hosts = [...statuses.keys()].flatMap((host) => {
    const answer = found.get(host);
    return answer === undefined ? [] : [{ host, ...answer }];
  });
  const missing = statuses.size - hosts.length;
  if (missing === 0) refuseUnknown(options.jobs, wanted, hosts);
  return { hosts: hosts.map(({ jobs, ...host }) => ({ ...host, jobs: jobs.filter((job) => isWanted(job, wanted)) })), missing };
}

function isWanted({ job, timer }: JobState, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some((name) => name === job || `${name}.timer` === timer);
}

/** Where a host is missing, nobody knows. */
function refuseUnknown(given: readonly string[], wanted: readonly string[], hosts: readonly HostJobs[]): void {
  const known = hosts.flatMap(({ jobs }) => jobs);
  const unknown = wanted.findIndex((name) => !known.some((job) => isWanted(job, [name])));
  if (unknown < 0) return;
  const name = given[unknown] ?? "";
  throw new Failure("USAGE", name, `Cannot tell of the job "${name}": none of these hosts has it`, {
    hint: hintOfWords(name, [...new Set(known.map(({ job }) => job))]),
  });
}

function notTold(host: string, output: string): Failure {
  return new Failure("FACT_FAILED", host, `Cannot tell of the jobs of ${host}: its systemd does not list timers`, {
    output: output.slice(0, 4000),
  });
}
