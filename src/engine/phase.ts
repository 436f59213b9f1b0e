import type { Change, Phase } from "../model/change.ts";
import type { Failure } from "../model/failure.ts";
import { type Apply, runWork, shrunk, workOf } from "./apply.ts";
import { intentOf } from "./intent.ts";
import { entriesWithout, type JointChange, jointChanges } from "./joint-changes.ts";
import type { HostPlan } from "./plan-host.ts";
import { RUN_FOLDER } from "./prelude.ts";
import { Progress } from "./progress.ts";

/** How a host's part in a phase ended: `not begun`, because Ctrl-C came first. */
export type PhaseEnd = "done" | "not begun" | Failure;

/** Makes one phase of a step on one host, in one exchange; the first one brings the files, the last one notes the step in the host's journal. */
export async function applyPhase(apply: Apply, joint: JointChange, phase: Phase): Promise<PhaseEnd> {
  const { phases } = joint.together;
  const number = phases.indexOf(phase) + 1;
  const [isFirst, isLast] = [number === 1, number === phases.length];
  const change: Change = {
    resource: joint.resource,
    title: phase.title,
    commands: phase.commands,
    blobs: isFirst ? joint.blobs : [],
    timeoutMs: phase.timeoutMs ?? joint.timeoutMs,
    ...(isFirst && joint.diff !== undefined && { diff: joint.diff }),
  };
  const progress = new Progress({ ...apply, changes: [change], phase: { number, of: phases.length } });
  const plan = planOf(apply.plan, change);
  const { journal, ...work } = workOf({ ...apply, plan }, intentOf(plan, apply.options));
  await runWork({ ...apply, plan }, { ...work, journal: isLast ? journal : undefined }, progress);
  return progress.failures[0] ?? (progress.unmade().length === 0 ? "done" : "not begun");
}

/** Puts back what a host has begun of a step, also after Ctrl-C; the manifest forgets what it did not know before. Resolves to what went wrong. */
export async function applyBack(apply: Apply, joint: JointChange): Promise<Failure | undefined> {
  const { resource, timeoutMs, together } = joint;
  const change: Change = { resource, title: `put back: ${joint.title}`, commands: together.back, blobs: [], timeoutMs };
  const plan = planOf(apply.plan, change);
  const unstoppable = { ...apply, plan, options: { ...apply.options, stop: new AbortController().signal } };
  const manifest = shrunk(unstoppable, intentOf(plan, apply.options), [resource]);
  const progress = new Progress({ ...unstoppable, changes: [change] });
  const work = { ...workOf(unstoppable, manifest), stopFlag: `${RUN_FOLDER}/stop.never`, journal: undefined };
  await runWork(unstoppable, work, progress);
  return progress.failures[0];
}

/** The plan as one change of its own; of what other steps are yet to make, the manifest says nothing. */
function planOf(plan: HostPlan, change: Change): HostPlan {
  const others = jointChanges(plan)
    .map(({ resource }) => resource)
    .filter((id) => id !== change.resource);
  return { ...plan, changes: [change], entries: entriesWithout(plan.entries, others), pending: others };
}
