import type { HostRun } from "./host-run.ts";
import type { ConvergeOptions } from "./options.ts";
import { type Absentee, groupIncomplete } from "./step-failures.ts";

/** The hosts of a step that have no part in it, but for those that are left out on purpose. A host of the run that came to its end is there. */
export function absentees(
  hosts: readonly string[],
  runs: readonly HostRun[],
  { without = [] }: Pick<ConvergeOptions, "without">,
): readonly Absentee[] {
  return [...new Set(hosts)].flatMap((host) => {
    const why = without.includes(host) ? undefined : whyAbsent(runs.find((run) => run.host.name === host));
    return why === undefined ? [] : [{ host, why }];
  });
}

function whyAbsent(run: HostRun | undefined): string | undefined {
  if (run === undefined) return "is not part of this run";
  if (run.skipped) return "was not begun";
  if (!run.failed) return undefined;
  return run.contact.reached === undefined ? "is not reached" : "failed";
}

/**
 * Refuses a host before its first change where it was found to make something together with hosts that are not part of the run at all; a plan
 * only says so.
 */
export function refuseIncomplete(run: HostRun, runs: readonly HostRun[], options: ConvergeOptions): void {
  const { mode, report } = options;
  for (const change of run.jointChanges) {
    const names = change.together.hosts.filter((name) => runs.every(({ host }) => host.name !== name));
    const absent = absentees(names, [], options);
    if (absent.length === 0) continue;
    const failure = groupIncomplete(run.host.name, change, absent);
    if (mode === "apply") run.fail(failure);
    else report({ type: "notice", host: run.host.name, level: "warning", message: `apply will refuse it: ${failure.message}` });
  }
}
