import { Failure } from "../model/failure.ts";
import type { HostRun } from "./host-run.ts";
import { type JointChange, jointChanges } from "./joint-changes.ts";
import type { ConvergeOptions } from "./options.ts";
import { applyBack, applyPhase, type PhaseEnd } from "./phase.ts";
import type { HostPlan } from "./plan-host.ts";
import { hostFailure } from "./reach.ts";
import { absentees } from "./step-hosts.ts";
import { groupIncomplete, notPutBack, phaseFailed, putBackFor } from "./step-failures.ts";

/** A host's part in a step. */
interface Part {
  readonly run: HostRun;
  readonly plan: HostPlan;
  readonly change: JointChange;
}

/** How a phase ended that is not done on all hosts. */
interface Broken {
  readonly index: number;
  readonly ends: ReadonlyMap<Part, PhaseEnd>;
}

/** Has the host something to make together with others? */
export function waitsForOthers(run: HostRun): boolean {
  return partsOf(run).length > 0;
}

/** Makes what hosts make together, once all of them have made their own changes; then each is looked at again. */
export async function makeSteps(runs: readonly HostRun[], options: ConvergeOptions): Promise<void> {
  for (let parts = runs.flatMap(partsOf); parts.length > 0 && !options.stop.aborted; parts = runs.flatMap(partsOf)) {
    for (const { run } of parts) await run.attempt(() => beginWave(run));
    for (const step of stepsOf(parts)) await makeStep(step, runs, options);
    await Promise.all([...new Set(parts.map(({ run }) => run))].map((run) => proveUnlessStopped(run, options)));
  }
  for (const { run } of runs.flatMap(partsOf)) run.count({ left: 1 });
}

function partsOf(run: HostRun): readonly Part[] {
  const { plan } = run;
  if (plan === undefined || run.failed || run.skipped) return [];
  return jointChanges(plan).map((change) => ({ run, plan, change }));
}

/** The parts of each step, in the order in which they were found. */
function stepsOf(parts: readonly Part[]): readonly (readonly Part[])[] {
  const names = [...new Set(parts.map(({ change }) => change.together.step))];
  return names.map((name) => parts.filter(({ change }) => change.together.step === name));
}

async function beginWave(run: HostRun): Promise<void> {
  run.beginWave();
  await Promise.resolve();
}

async function proveUnlessStopped(run: HostRun, { stop }: ConvergeOptions): Promise<void> {
  if (stop.aborted) return;
  await run.attempt(async () => {
    await run.prove();
    await run.settle();
  });
}

async function makeStep(all: readonly Part[], runs: readonly HostRun[], options: ConvergeOptions): Promise<void> {
  const parts = all.filter(({ run }) => !run.failed);
  const absent = absentees(
    parts.flatMap(({ change }) => change.together.hosts),
    runs,
    options,
  );
  if (absent.length > 0) {
    for (const { run, change } of parts) refuse(run, groupIncomplete(run.host.name, change, absent));
    return;
  }
  const broken = await makePhases(parts, options);
  if (broken === undefined) for (const { run } of parts) run.count({ changed: 1 });
  else await takeBack(parts, broken);
}

function refuse(run: HostRun, failure: Failure): void {
  run.fail(failure);
  run.count({ left: 1 });
}

/** Makes phase after phase, side by side on all hosts. Resolves to the first one that is not done on all, where there is one. */
async function makePhases(parts: readonly Part[], { stop }: ConvergeOptions): Promise<Broken | undefined> {
  const most = Math.max(0, ...parts.map(({ change }) => change.together.phases.length));
  for (let index = 0; index < most; index += 1) {
    const ends = new Map<Part, PhaseEnd>(
      await Promise.all(parts.map(async (part) => [part, stop.aborted ? "not begun" : await makePhase(part, index)] as const)),
    );
    if (parts.some((part) => ends.get(part) !== "done")) return { index, ends };
  }
  return undefined;
}

async function makePhase({ run, plan, change }: Part, index: number): Promise<PhaseEnd> {
  try {
    return await applyPhase(await run.workOn(plan), change, index);
  } catch (error) {
    return hostFailure(run.host, error);
  }
}

async function takeBack(parts: readonly Part[], { index, ends }: Broken): Promise<void> {
  const failures = new Map(
    parts.flatMap((part) => {
      const failure = ends.get(part);
      return failure instanceof Failure ? [[part, phaseFailed(part.run.host.name, part.change, { index, failure })]] : [];
    }),
  );
  await Promise.all(
    parts.map(async (part) => {
      const { run, change } = part;
      const notBack = index > 0 || ends.get(part) !== "not begun" ? await putBack(part) : undefined;
      const own = failures.get(part);
      if (own === undefined) refuse(run, putBackFor(run.host.name, change, [...failures.values()]));
      else run.fail(own);
      if (notBack !== undefined) run.fail(notPutBack(run.host.name, change, notBack));
    }),
  );
}

/** Puts back what a host has begun, over a new connection where the old one is lost. Resolves to what went wrong. */
async function putBack(part: Part): Promise<Failure | undefined> {
  const first = await tryPutBack(part);
  if (first?.code !== "CONNECTION_LOST") return first;
  try {
    await part.run.contact.reopen();
  } catch (error) {
    return hostFailure(part.run.host, error);
  }
  return await tryPutBack(part);
}

async function tryPutBack({ run, plan, change }: Part): Promise<Failure | undefined> {
  try {
    return await applyBack(await run.workOn(plan), change);
  } catch (error) {
    return hostFailure(run.host, error);
  }
}
