import { Failure } from "../model/failure.ts";
import type { HostRun } from "./host-run.ts";
import type { JointChange } from "./joint-changes.ts";
import type { ConvergeOptions } from "./options.ts";
import { applyBack, applyPhase, type PhaseEnd } from "./phase.ts";
import { hostFailure } from "./reach.ts";
import { absentees } from "./step-hosts.ts";
import { groupIncomplete, notPutBack, phaseFailed, putBackFor } from "./step-failures.ts";

/** A host's part in a step. */
interface Part {
  readonly run: HostRun;
  readonly change: JointChange;
}

/** How a phase ended that is not done on all hosts. */
interface Broken {
  readonly isFirst: boolean;
  readonly ends: readonly (readonly [Part, PhaseEnd])[];
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
  return run.failed || run.skipped ? [] : run.jointChanges.map((change) => ({ run, change }));
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
  else await takeBack(broken);
}

function refuse(run: HostRun, failure: Failure): void {
  run.fail(failure);
  run.count({ left: 1 });
}

/** Makes phase after phase, side by side on all hosts. Resolves to the first one that is not done on all, where there is one. */
async function makePhases(parts: readonly Part[], { stop }: ConvergeOptions): Promise<Broken | undefined> {
  const most = Math.max(0, ...parts.map(({ change }) => change.together.phases.length));
  for (let index = 0; index < most; index += 1) {
    const ends = await Promise.all(parts.map(async (part) => [part, stop.aborted ? "not begun" : await makePhase(part, index)] as const));
    if (ends.some(([, end]) => end !== "done")) return { isFirst: index === 0, ends };
  }
  return undefined;
}

async function makePhase({ run, change }: Part, index: number): Promise<PhaseEnd> {
  const phase = change.together.phases[index];
  if (phase === undefined) return "done";
  const end = await orFailure(run, async () => await applyPhase(await run.work(), change, phase));
  return end instanceof Failure ? phaseFailed(run.host.name, change, { phase, failure: end }) : end;
}

/** Puts back what was begun, then tells first what failed. */
async function takeBack({ isFirst, ends }: Broken): Promise<void> {
  const notBack = await Promise.all(ends.map(async ([part, end]) => (isFirst && end === "not begun" ? undefined : await putBack(part))));
  const failed = ends.flatMap(([{ run }, end]) => (end instanceof Failure ? [{ run, failure: end }] : []));
  for (const { run, failure } of failed) run.fail(failure);
  ends.forEach(([{ run, change }, end], index) => {
    const [{ name }, failure] = [run.host, notBack[index]];
    if (!(end instanceof Failure))
      refuse(
        run,
        putBackFor(
          name,
          change,
          failed.map((one) => one.failure),
        ),
      );
    if (failure !== undefined) run.fail(notPutBack(name, change, failure));
  });
}

/** Puts back what a host has begun, over a new connection where the old one is lost. Resolves to what went wrong. */
async function putBack({ run, change }: Part): Promise<Failure | undefined> {
  const put = async (): Promise<Failure | undefined> => await applyBack(await run.work(), change);
  const first = await orFailure(run, put);
  if (first?.code !== "CONNECTION_LOST") return first;
  return await orFailure(run, async () => {
    await run.contact.reopen();
    return await put();
  });
}

async function orFailure<Result>({ host }: HostRun, work: () => Promise<Result>): Promise<Result | Failure> {
  try {
    return await work();
  } catch (error) {
    return hostFailure(host, error);
  }
}
