import type { HostRun } from "./host-run.ts";
import type { ConvergeOptions } from "./options.ts";

/**
 * Does something for each host, at most `forks` at once, in order. Once more than `maxFailures` hosts have failed (unreachable counts), or
 * after Ctrl-C, no further host is begun: it is skipped.
 */
export async function forEachHost(
  runs: readonly HostRun[],
  { forks, maxFailures = Number.POSITIVE_INFINITY, stop }: ConvergeOptions,
  work: (run: HostRun) => Promise<void>,
): Promise<void> {
  const waiting = [...runs];
  async function worker(): Promise<void> {
    for (let run = waiting.shift(); run !== undefined; run = waiting.shift()) {
      if (stop.aborted || runs.filter(({ failed }) => failed).length > maxFailures) run.skip();
      await work(run);
    }
  }
  await Promise.all(Array.from({ length: Math.min(forks, runs.length) }, worker));
}
