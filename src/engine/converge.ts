import type { Change } from "../model/change.ts";
import type { HostSummary } from "../model/event.ts";
import type { HostWork } from "./compile.ts";
import { HostRun } from "./host-run.ts";
import { whileAlive } from "./idle.ts";
import { makeSteps, waitsForOthers } from "./joint-steps.ts";
import type { ConvergeOptions } from "./options.ts";
import { Roll } from "./roll.ts";
import { refuseIncomplete } from "./step-hosts.ts";

/**
 * Plans a playbook's hosts, and with `mode: "apply"` brings them into their state. One host's failure does not stop the others.
 * Everything that happens goes to `report`; what each host came to is returned.
 */
export async function converge(work: readonly HostWork[], options: ConvergeOptions): Promise<Readonly<Record<string, HostSummary>>> {
  const { playbook, mode, report } = options;
  report({ type: "start", command: options.drift === undefined ? mode : "drift", playbook, hosts: work.map(({ host }) => host.name) });
  const runs = work.map((one) => new HostRun(one, options));
  const fleet: Fleet = { runs, options, roll: new Roll(runs, options) };
  await whileAlive(fleet.roll.idle, options, () => (mode === "plan" ? planAll(fleet) : applyAll(fleet)));
  const hosts = Object.fromEntries(runs.map((run) => [run.host.name, run.summary()]));
  report({ type: "summary", hosts });
  return hosts;
}

interface Fleet {
  readonly runs: readonly HostRun[];
  readonly options: ConvergeOptions;
  readonly roll: Roll;
}

async function planAll(fleet: Fleet): Promise<void> {
  await fleet.roll.look(async (run) => {
    await look(run, fleet, { lock: false });
    run.end();
  });
}

async function applyAll(fleet: Fleet): Promise<void> {
  const { runs, options, roll } = fleet;
  const agreed = options.confirm === undefined || (await askAboutAll(fleet, options.confirm));
  await roll.batches(async (run) => {
    roll.idle.delete(run);
    if (options.confirm === undefined) await look(run, fleet, { lock: true });
    else if (agreed && run.hasWork) await run.attempt(() => run.lookAgain());
    if (agreed) await roll.bringAbout(run);
    if (agreed && waitsForOthers(run)) roll.idle.add(run);
    else run.end();
  });
  const waiting = [...roll.idle];
  if (agreed) await makeSteps(runs, options);
  roll.idle.clear();
  for (const run of waiting) run.end();
}

async function askAboutAll(fleet: Fleet, confirm: NonNullable<ConvergeOptions["confirm"]>): Promise<boolean> {
  const { runs, roll } = fleet;
  await roll.look(async (run) => {
    await look(run, fleet, { lock: false });
    roll.idle.add(run);
  });
  return await confirmed(runs, confirm);
}

async function look(run: HostRun, { runs, options }: Fleet, { lock }: { readonly lock: boolean }): Promise<void> {
  await run.attempt(async () => {
    await run.look({ lock });
    refuseIncomplete(run, runs, options);
  });
}

async function confirmed(runs: readonly HostRun[], confirm: NonNullable<ConvergeOptions["confirm"]>): Promise<boolean> {
  const plans = new Map<string, readonly Change[]>(
    runs.filter(({ failed, changes }) => !failed && changes.length > 0).map(({ host, changes }) => [host.name, changes]),
  );
  return plans.size === 0 || (await confirm(plans));
}
