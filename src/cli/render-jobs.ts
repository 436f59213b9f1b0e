import { harmlessLine } from "../report/harmless.ts";
import { renderTable } from "../report/render-table.ts";
import type { HostJobs } from "../run/job-states.ts";
import type { JobState } from "../run/parse-jobs.ts";

const COLUMNS = [
  { heading: "host" },
  { heading: "job" },
  { heading: "next run" },
  { heading: "last run" },
  { heading: "ago", align: "right" },
  { heading: "took", align: "right" },
  { heading: "result" },
] as const;

/** Renders jobs as a table, and under it the logs that were asked for. */
export function renderJobs(hosts: readonly HostJobs[]): string {
  const rows = hosts.flatMap(({ host, now, jobs }) => jobs.map((job) => [host, ...rowOf(job, now)].map(harmlessLine)));
  const logs = hosts.flatMap(({ host, jobs }) => jobs.map((job) => renderLog(host, job)));
  return `${rows.length === 0 ? "No host has a job.\n" : renderTable(COLUMNS, rows)}${logs.join("")}`;
}

/** Renders jobs for a program, one a line. Times are seconds since 1970. */
export function jobsAsJson(hosts: readonly HostJobs[]): string {
  return hosts.flatMap(({ host, jobs }) => jobs.map((job) => `${JSON.stringify({ type: "job", host, ...job })}\n`)).join("");
}

function rowOf({ job, next, began, ended, outcome, reason }: JobState, now: number): readonly string[] {
  const last = ended ?? began;
  return [
    job,
    next === undefined ? "none: its timer does not run" : `${dateOf(next)}, in ${duration(next - now)}`,
    last === undefined ? "-" : dateOf(last),
    last === undefined ? "-" : duration(now - last),
    began === undefined || ended === undefined ? "-" : duration(ended - began),
    reason === "" ? outcome : `${outcome}: ${reason}`,
  ];
}

function renderLog(host: string, { job, log }: JobState): string {
  if (log === undefined) return "";
  const lines = log.length === 0 ? ["  nothing is left in the journal"] : log.map((line) => `  ${harmlessLine(line)}`);
  return `\n${[`${harmlessLine(host)}: ${harmlessLine(job)}`, ...lines].map((line) => `${line}\n`).join("")}`;
}

function dateOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(/\.000Z$/, "Z");
}

/** The largest unit alone, rounded down: `5 h`. */
function duration(seconds: number): string {
  const left = Math.max(0, seconds);
  if (left < 60) return `${left} s`;
  if (left < 3600) return `${Math.floor(left / 60)} min`;
  return left < 172_800 ? `${Math.floor(left / 3600)} h` : `${Math.floor(left / 86_400)} d`;
}
