import { blob } from "../model/blob.ts";
import type { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { sh } from "../shell/sh.ts";
import { notConfirmed } from "./confirm-failure.ts";
import { ConfirmWatch } from "./confirm-watch.ts";
import { type Confirmed, followConfirm } from "./confirmation.ts";
import { type ApplyWork, applyScript, blobsOf } from "./apply-script.ts";
import type { Declared } from "./compile.ts";
import { hasWork, intentOf } from "./intent.ts";
import { type Manifest, renderManifest } from "./manifest.ts";
import type { ConvergeOptions } from "./options.ts";
import type { HostPlan } from "./plan-host.ts";
import { prelude, RUN_FOLDER } from "./prelude.ts";
import { Progress } from "./progress.ts";
import { openSessionOn, type Reached } from "./reach.ts";
import { onAbort } from "./wait.ts";

/** What is brought to one host in one wave. */
export interface Apply {
  readonly host: Host;
  readonly reached: Reached;
  readonly plan: HostPlan;
  readonly declared: readonly Declared[];
  readonly options: ConvergeOptions;
}

/** What came of it. */
export interface Applied {
  readonly changed: number;
  readonly left: number;
  readonly failures: readonly Failure[];
  /** Exchanges over other connections than the session's. */
  readonly exchanges: number;
  /** Where the old connection is dead: the one to go on with. It does not hold the lock. */
  readonly moved: Reached | undefined;
}

/**
 * Applies a plan in one exchange; none is made when there is nothing to change and nothing to note. The manifest names all that is about to be
 * made before the first change; when some of it was not made, one more exchange takes it out again.
 */
export async function applyPlan(apply: Apply): Promise<Applied> {
  const { host, plan, options } = apply;
  if (!hasWork(plan, options)) return { changed: 0, left: 0, failures: [], exchanges: 0, moved: undefined };
  const intent = intentOf(plan, options);
  const progress = new Progress({ host, changes: plan.changes, options });
  const confirmed = await runWork(apply, workOf(apply, intent), progress);
  const { isAlive, ...more } = closing(apply, confirmed, progress);
  const unmade = progress.unmade();
  if (isAlive && unmade.length > 0) await runWork(apply, { ...workOf(apply, shrunk(apply, intent, unmade)), changes: [] }, progress);
  const { changed, left, failures } = progress;
  return { changed, left, ...more, failures: [...failures, ...more.failures] };
}

/** What the confirming came to, for the run. */
function closing(
  { host, options }: Apply,
  confirmed: Confirmed,
  progress: Progress,
): Pick<Applied, "exchanges" | "moved" | "failures"> & { readonly isAlive: boolean } {
  if (confirmed.outcome === "ended") return { exchanges: 0, moved: undefined, failures: [], isAlive: true };
  if (confirmed.outcome === "confirmed") {
    const { moved, results, exchanges } = confirmed;
    progress.takeResults(results);
    return { exchanges, moved, failures: [], isAlive: moved === undefined };
  }
  progress.takeUndone();
  const { exchanges, isAlive } = confirmed;
  return { exchanges, moved: undefined, failures: [notConfirmed(host, confirmed, options.stop.aborted)], isAlive };
}

/** Runs one apply exchange, and sees to it that what can cut the connection is confirmed. */
export async function runWork(apply: Apply, work: ApplyWork, progress: Progress): Promise<Confirmed> {
  const { host, reached, options } = apply;
  const watch = new ConfirmWatch(work.changes, () => options.now());
  const forget = onAbort(options.stop, () => void raiseFlag(apply, work.stopFlag));
  try {
    const exchange = reached.session.exchange({
      script: (nonce) => applyScript(nonce, work).text,
      blobs: blobsOf(work),
      onRecord: (record) => {
        if (!watch.take(record)) progress.take(record);
      },
    });
    const port = work.changes.findLast(({ confirm }) => confirm?.port !== undefined)?.confirm?.port;
    return await followConfirm({ host, reached, options, token: work.token, port, watch, exchange });
  } finally {
    forget();
  }
}

/** What an exchange with the plan's changes does; the manifest is written before the first one. */
export function workOf({ host, plan, declared, options, reached }: Apply, manifest: Manifest): ApplyWork {
  const { playbook, initiator, verbose } = options;
  const watches = declared.flatMap(({ resource }) => (resource.watches === undefined ? [] : [{ id: resource.id, ...resource.watches }]));
  const changing = new Set(plan.changes.filter(({ bookkeeping }) => bookkeeping !== true).map(({ resource }) => resource));
  const watched = [...new Set(watches.flatMap(({ ids }) => ids))];
  const { user, machine, commit = "none" } = initiator;
  return {
    changes: plan.changes,
    watchers: new Map(watched.map((id) => [id, watches.filter(({ ids }) => ids.includes(id)).map(({ unit }) => unit)])),
    causes: new Map(watches.map(({ id, ids }) => [id, ids.filter((one) => changing.has(one))])),
    pending: plan.pending ?? [],
    manifest: blob(renderManifest(manifest)),
    journal: `${user}@${machine} applied ${playbook} (commit ${commit}) to ${host.name}`,
    verbose,
    stopFlag: `${RUN_FOLDER}/stop.${reached.session.tag}`,
    token: options.nonce(),
  };
}

/** The intent without what was not made, unless it was there before. */
export function shrunk({ plan, options }: Pick<Apply, "plan" | "options">, intent: Manifest, unmade: readonly string[]): Manifest {
  const before = plan.manifest.playbooks[options.playbook] ?? {};
  const wanted = Object.entries({ ...intent.playbooks[options.playbook] }).filter(([id]) => !unmade.includes(id));
  return { playbooks: { ...intent.playbooks, [options.playbook]: { ...before, ...Object.fromEntries(wanted) } } };
}

/** Makes the running script see that it should begin nothing new: the one time that a second channel is opened. */
async function raiseFlag({ host, reached, options }: Apply, flag: string): Promise<void> {
  try {
    const session = await openSessionOn(reached.host, reached.connection, options, () => undefined);
    await session.exchange({
      script: (nonce) => `${prelude(nonce, "C").text}\n${sh`: >${flag}`.text}\nrecord raised\nrecord end`,
      blobs: [],
      onRecord: () => undefined,
    });
    session.close();
  } catch (error) {
    const message = `Cannot tell ${host.name} to stop: ${String(error)}`;
    options.report({ type: "notice", host: host.name, level: "warning", message });
  }
}
