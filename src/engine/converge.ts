import type { Change } from "../model/change.ts";
import type { HostSummary } from "../model/event.ts";
import type { HostWork } from "./compile.ts";
import { HostRun } from "./host-run.ts";
import { IDLE_SECONDS } from "./loader.ts";
import type { ConvergeOptions } from "./options.ts";
import { forEachHost } from "./pool.ts";

/**
 * Plans a playbook's hosts, and with `mode: "apply"` brings them into their state. One host's failure does not stop the others.
 * Everything that happens goes to `report`; what each host came to is returned.
 */
export async function converge(work: readonly HostWork[], options: ConvergeOptions): Promise<Readonly<Record<string, HostSummary>>> {
  const { playbook, mode, report } = options;
  report({ type: "start", command: options.drift === undefined ? mode : "drift", playbook, hosts: work.map(({ host }) => host.name) });
  const runs = work.map((one) => new HostRun(one, options));
  if (options.confirm === undefined || mode === "plan") await straight(runs, options);
  else await asking(runs, options, options.confirm);
  const hosts = Object.fromEntries(runs.map((run) => [run.host.name, run.summary()]));
  report({ type: "summary", hosts });
  return hosts;
}

async function straight(runs: readonly HostRun[], options: ConvergeOptions): Promise<void> {
  const applies = options.mode === "apply";
  await forEachHost(runs, options, async (run) => {
    await run.attempt(() => run.look({ lock: applies }));
    if (applies) await run.attempt(() => run.settle());
    run.end();
  });
}

async function asking(runs: readonly HostRun[], options: ConvergeOptions, confirm: NonNullable<ConvergeOptions["confirm"]>): Promise<void> {
  await forEachHost(runs, options, async (run) => {
    await run.attempt(() => run.look({ lock: false }));
  });
  const agreed = await whileAlive(runs, options, () => confirmed(runs, confirm));
  await forEachHost(runs, options, async (run) => {
    if (agreed && run.hasWork) await run.attempt(() => run.lookAgain());
    if (agreed) await run.attempt(() => run.settle());
    run.end();
  });
}

async function confirmed(runs: readonly HostRun[], confirm: NonNullable<ConvergeOptions["confirm"]>): Promise<boolean> {
  const plans = new Map<string, readonly Change[]>(
    runs.filter(({ failed, changes }) => !failed && changes.length > 0).map(({ host, changes }) => [host.name, changes]),
  );
  return plans.size === 0 || (await confirm(plans));
}

/** While a person thinks, idle hosts hear from the controller four times in the time after which they would end themselves. */
async function whileAlive<T>(
  runs: readonly HostRun[],
  { idleSeconds = IDLE_SECONDS }: ConvergeOptions,
  work: () => Promise<T>,
): Promise<T> {
  const timer = setInterval(() => {
    for (const run of runs) void run.attempt(() => run.keepAlive());
  }, idleSeconds * 250);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
