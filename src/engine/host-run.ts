import type { Change } from "../model/change.ts";
import type { HostSummary } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { type Apply, applyPlan } from "./apply.ts";
import type { Declared, HostWork } from "./compile.ts";
import { Contact } from "./contact.ts";
import { driftedIds } from "./drifted-ids.ts";
import { essence } from "./essence.ts";
import { guarded, refusals } from "./first-look.ts";
import type { LockWish } from "./first-words.ts";
import { emptyTally, summarize, type Tally } from "./host-summary.ts";
import { hasWork } from "./intent.ts";
import { type JointChange, jointChanges, ownPart } from "./joint-changes.ts";
import type { ConvergeOptions } from "./options.ts";
import { type HostPlan, NO_PLAN, planHost } from "./plan-host.ts";
import type { PruningInput } from "./pruning.ts";
import { hostFailure } from "./reach.ts";
import { changedSinceShown, notConverged } from "./run-failures.ts";
import { strays, tellPlan } from "./tell-plan.ts";

/** How often a host is changed and looked at again before it counts as not converging. */
const WAVES = 3;

/** One host's way through a run: connect, probe, plan, and for `apply` waves of changes, each followed by a look at what came of it. */
export class HostRun {
  readonly host: Host;
  readonly #declared: readonly Declared[];
  readonly #selected: readonly Declared[];
  readonly #options: ConvergeOptions;
  readonly #begun: number;
  readonly contact: Contact;
  readonly #tally: Tally = emptyTally();
  #plan = NO_PLAN;
  #wave = 0;
  #drifted: readonly string[] | undefined;
  /** Ids of what was no longer declared and has been removed. */
  readonly #removed = new Set<string>();

  constructor({ host, declared }: HostWork, options: ConvergeOptions) {
    this.host = host;
    this.#options = options;
    this.#declared = declared;
    this.#selected = declared.filter((one) => options.selects?.(one) ?? true);
    this.#begun = options.now();
    this.contact = new Contact(host, options);
  }

  /** Changes that a reader should know of; empty when nothing is to do. */
  get changes(): readonly Change[] {
    return withoutNotes(this.#plan.changes);
  }

  /** Those of them that the host makes by itself. */
  get ownChanges(): readonly Change[] {
    return withoutNotes(ownPart(this.#plan, this.#selected).changes);
  }

  /** Those that it makes together with others. */
  get jointChanges(): readonly JointChange[] {
    return jointChanges(this.#plan);
  }

  /** Is anything to be changed or noted on the host? */
  get hasWork(): boolean {
    return this.contact.reached !== undefined && hasWork(this.#plan, this.#options);
  }

  get failures(): readonly Failure[] {
    return this.#tally.failures;
  }

  get failed(): boolean {
    return this.failures.length > 0;
  }

  /** Is nothing done with it because of others, or because Ctrl-C came first? */
  get skipped(): boolean {
    return this.#tally.isSkipped;
  }

  /** Does nothing more with this host: others have failed too often, or the run was interrupted before it was begun. */
  skip(): void {
    this.#tally.isSkipped = this.contact.reached === undefined || (this.hasWork && !this.#options.stop.aborted);
  }

  /** Runs a step; a failure is reported and ends the host's way, never the run. */
  async attempt(step: () => Promise<void>): Promise<void> {
    if (this.failed || this.skipped) return;
    try {
      await step();
    } catch (error) {
      this.fail(hostFailure(this.host, error));
    }
  }

  /** Connects, then asks everything there is to ask in one exchange, and plans. */
  async look({ lock }: { readonly lock: boolean }): Promise<void> {
    await this.contact.open();
    const plan = await this.#planNow(lock ? "take" : undefined);
    for (const failure of plan.failures) this.fail(failure);
    const [{ name: host }, { report, drift }] = [this.host, this.#options];
    if (drift !== undefined) this.#drifted = driftedIds(plan, this.#selected);
    const seen = { plan, changes: this.changes, drifted: this.#drifted };
    tellPlan(report, { host, wave: this.#wave, resources: this.#selected.length, ...seen });
    for (const failure of guarded(host, plan, this.#options)) this.fail(failure);
    if (this.#wave === 0) for (const failure of refusals(host, plan, this.#options)) this.fail(failure);
  }

  /** Probes again under the lock and refuses to go on when the plan is not the one that was shown. */
  async lookAgain(): Promise<void> {
    if (this.contact.reached === undefined) return;
    const shown = essence(this.changes);
    const { failures } = await this.#planNow("take");
    if (failures.length === 0 && essence(this.changes) === shown) return;
    throw changedSinceShown(this.host);
  }

  /** Applies wave after wave until there is nothing left to do by itself; after the last one notes are written that change nothing. */
  async settle(): Promise<void> {
    while (this.ownChanges.length > 0 && this.#goesOn()) {
      this.beginWave();
      await this.#applyOwn();
      if (!this.#goesOn()) return;
      await this.prove();
    }
    if (this.#goesOn()) await this.#applyOwn();
  }

  /** All that it takes to bring what was found to do, or a part of it, to the host. */
  async work(plan = this.#plan): Promise<Apply> {
    return { host: this.host, reached: await this.contact.open(), plan, declared: this.#selected, options: this.#options };
  }

  /** Begins to change the host. Throws where that was done too often. */
  beginWave(): void {
    if (this.#wave === WAVES) throw notConverged(this.host, { changes: this.changes, waves: WAVES });
    this.#wave += 1;
    this.#tally.isProven = false;
  }

  /** Counts changes that were made, or left, with others. */
  count({ changed = 0, left = 0 }: { readonly changed?: number; readonly left?: number }): void {
    this.#tally.changed += changed;
    this.#tally.left += left;
  }

  /** Looks at what came of the last wave. */
  async prove(): Promise<void> {
    await this.look({ lock: false });
    this.#tally.isProven = true;
  }

  /** Takes a failure: nothing more is done with this host. */
  fail(failure: Failure): void {
    this.#tally.failures = [...this.failures, failure];
    this.#options.report({ type: "failure", host: this.host.name, failure });
  }

  /** Closes the connection and tells what came of the host. */
  end(): void {
    this.contact.close();
    this.#tally.ms = Math.round(this.#options.now() - this.#begun);
    this.#options.report({ type: "host-end", host: this.host.name, summary: this.summary() });
  }

  /** What the host came to. */
  summary(): HostSummary {
    const { mode, stop } = this.#options;
    return summarize(this.#tally, {
      resources: this.#selected.length,
      mode,
      planned: this.changes.length,
      wave: this.#wave,
      contact: this.contact,
      isStopped: stop.aborted,
      ...strays(this.#plan, { removed: this.#removed, drifted: this.#drifted }),
    });
  }

  #goesOn(): boolean {
    return !this.failed && !this.#options.stop.aborted;
  }

  async #applyOwn(): Promise<void> {
    if (this.contact.reached === undefined) return;
    const plan = ownPart(this.#plan, this.#selected);
    const { changed, left, exchanges, moved, failures } = await applyPlan(await this.work(plan));
    for (const { resource } of plan.pruning.changes) this.#removed.add(resource);
    this.count({ changed, left });
    this.contact.countElsewhere(exchanges);
    if (moved !== undefined) this.contact.moveTo(moved);
    for (const failure of failures) this.fail(failure);
  }

  async #planNow(wish: LockWish | undefined): Promise<HostPlan> {
    const send = this.contact.asking(wish);
    this.#plan = await planHost(this.#selected, { host: this.host.name, send, pruning: this.#pruning() });
    return this.#plan;
  }

  #pruning(): PruningInput | undefined {
    const { orphans: options, playbook, drift } = this.#options;
    const resources = this.#declared.map(({ resource }) => resource);
    const declaring = { host: this.host, playbooks: drift?.playbooks ?? [playbook], resources };
    return options && { options, declaring, removed: this.#removed };
  }
}

/** The changes that a reader should know of. */
function withoutNotes(changes: readonly Change[]): readonly Change[] {
  return changes.filter(({ bookkeeping }) => bookkeeping !== true);
}
