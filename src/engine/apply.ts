import { blob } from "../model/blob.ts";
import type { Change } from "../model/change.ts";
import { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { sh } from "../shell/sh.ts";
import { type ApplyWork, applyScript, blobsOf } from "./apply-script.ts";
import type { Declared } from "./compile.ts";
import { hasWork, intentOf } from "./intent.ts";
import { type Manifest, renderManifest } from "./manifest.ts";
import type { ConvergeOptions } from "./options.ts";
import { changeFailure } from "./outcome.ts";
import type { HostPlan } from "./plan-host.ts";
import { prelude, RUN_FOLDER } from "./prelude.ts";
import { openSessionOn, type Reached, stateUnusable } from "./reach.ts";
import type { Record } from "./records.ts";

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
}

/**
 * Applies a plan in one exchange; none is made when there is nothing to change and nothing to note. The manifest names all that is about to be
 * made before the first change; when some of it was not made, one more exchange takes it out again.
 */
export async function applyPlan(apply: Apply): Promise<Applied> {
  const { plan, options } = apply;
  if (!hasWork(plan, options)) return { changed: 0, left: 0, failures: [] };
  const intent = intentOf(plan, options);
  const progress = new Progress(apply);
  await run(apply, workOf(apply, intent), progress);
  const unmade = progress.unmade();
  if (unmade.length > 0) await run(apply, { ...workOf(apply, shrunk(apply, intent, unmade)), changes: [] }, progress);
  return progress;
}

async function run(apply: Apply, work: ApplyWork, progress: Progress): Promise<void> {
  const forget = onAbort(apply.options.stop, () => void raiseFlag(apply, work.stopFlag));
  try {
    await apply.reached.session.exchange({
      script: (nonce) => applyScript(nonce, work).text,
      blobs: blobsOf(work),
      onRecord: (record) => {
        progress.take(record);
      },
    });
  } finally {
    forget();
  }
}

function workOf({ host, plan, declared, options, reached }: Apply, manifest: Manifest): ApplyWork {
  const { playbook, initiator, verbose } = options;
  const watches = declared.flatMap(({ resource }) => (resource.watches === undefined ? [] : [{ id: resource.id, ...resource.watches }]));
  const changing = new Set(plan.changes.filter(({ bookkeeping }) => bookkeeping !== true).map(({ resource }) => resource));
  const watched = [...new Set(watches.flatMap(({ ids }) => ids))];
  const { user, machine, commit = "none" } = initiator;
  return {
    changes: plan.changes,
    watchers: new Map(watched.map((id) => [id, watches.filter(({ ids }) => ids.includes(id)).map(({ unit }) => unit)])),
    causes: new Map(watches.map(({ id, ids }) => [id, ids.filter((one) => changing.has(one))])),
    manifest: blob(renderManifest(manifest)),
    journal: `${user}@${machine} applied ${playbook} (commit ${commit}) to ${host.name}`,
    verbose,
    stopFlag: `${RUN_FOLDER}/stop.${reached.session.tag}`,
  };
}

/** The intent without what was not made, unless it was there before. */
function shrunk({ plan, options }: Apply, intent: Manifest, unmade: readonly string[]): Manifest {
  const before = plan.manifest.playbooks[options.playbook] ?? {};
  const wanted = Object.entries({ ...intent.playbooks[options.playbook] }).filter(([id]) => !unmade.includes(id));
  return { playbooks: { ...intent.playbooks, [options.playbook]: { ...before, ...Object.fromEntries(wanted) } } };
}

/** Makes the running script see that it should begin nothing new: the one time that a second channel is opened. */
async function raiseFlag({ host, reached, options }: Apply, flag: string): Promise<void> {
  try {
    const session = await openSessionOn(host, reached.connection, options, () => undefined);
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

function onAbort(signal: AbortSignal, action: () => void): () => void {
  signal.addEventListener("abort", action);
  return () => {
    signal.removeEventListener("abort", action);
  };
}

/** Follows the records of an apply exchange and reports them. */
class Progress implements Applied {
  changed = 0;
  left = 0;
  failures: readonly Failure[] = [];
  readonly #apply: Apply;
  readonly #done = new Set<Change>();
  #startedAt = 0;

  constructor(apply: Apply) {
    this.#apply = apply;
  }

  /** Ids of the resources that still have a change to be done. */
  unmade(): readonly string[] {
    const open = this.#apply.plan.changes.filter((change) => !this.#done.has(change));
    return [...new Set(open.map(({ resource }) => resource))];
  }

  take({ name, fields, body }: Record): void {
    const change = this.#apply.plan.changes[Number(fields[0])];
    if (change === undefined) throw refused(this.#apply.host, name);
    if (name === "start") this.#start(change);
    else if (name === "not-begun") this.#end(change, "not begun", "");
    else if (name === "stop") this.#stop(change, Number(fields[1]), body.toString());
  }

  #start(change: Change): void {
    const { options, host } = this.#apply;
    this.#startedAt = options.now();
    if (change.bookkeeping === true) return;
    options.report({ type: "change-start", host: host.name, resource: change.resource, title: change.title });
  }

  #stop(change: Change, status: number, output: string): void {
    const { host, options } = this.#apply;
    if (status === 0) {
      this.#end(change, "done", output);
      return;
    }
    this.failures = [...this.failures, changeFailure(host.name, change, { status, output, ms: options.now() - this.#startedAt })];
    this.#end(change, "failed", output);
  }

  #end(change: Change, outcome: "done" | "failed" | "not begun", output: string): void {
    const { options, host } = this.#apply;
    if (outcome === "done") this.#done.add(change);
    if (change.bookkeeping === true) return;
    if (outcome === "done") this.changed += 1;
    if (outcome === "not begun") this.left += 1;
    options.report({
      type: "change-end",
      host: host.name,
      resource: change.resource,
      title: change.title,
      outcome,
      ms: outcome === "not begun" ? 0 : Math.round(options.now() - this.#startedAt),
      ...(change.diff !== undefined && { diff: change.diff }),
      ...(output !== "" && { output }),
    });
  }
}

/** The failure of an exchange that did not come to its changes, by the record that says why. */
function refused(host: Host, record: string): Failure {
  const message = `Cannot bring files to ${host.name}:`;
  const hint = "Nothing was changed";
  if (record === "disk-full") return new Failure("DISK_FULL", host.name, `${message} there is no room on the host`, { hint });
  if (record === "corrupt") return new Failure("BLOB_CORRUPT", host.name, `${message} they did not arrive whole`, { hint });
  return stateUnusable(host);
}
