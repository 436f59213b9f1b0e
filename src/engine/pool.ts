import type { HostSummary } from "../model/event.ts";
import type { HostRun } from "./host-run.ts";
import type { ConvergeOptions } from "./options.ts";

/**
 * Does something for each host, at most `forks` at once, in order. Once more than `maxFailures` hosts have failed (unreachable counts) no
 * further host is begun: it ends as `skipped`.
 */
export async function forEachHost<T extends HostSummary | undefined | void>(
  runs: readonly HostRun[],
  { forks, maxFailures = Number.POSITIVE_INFINITY, stop }: ConvergeOptions,
  work: (run: HostRun) => Promise<T>,
): Promise<Readonly<Record<string, T>>> {
  const results: Record<string, T> = {};
  const waiting = [...runs];
  async function worker(): Promise<void> {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
      if (stop.aborted || runs.filter(({ failed }) => failed).length > maxFailures) run.skip();
      results[run.host.name] = await work(run);
    }
  }
  await Promise.all(Array.from({ length: Math.min(forks, runs.length) }, worker));
  return Object.fromEntries(runs.flatMap(({ host: { name } }) => (name in results ? [[name, results[name] as T]] : [])));
}
