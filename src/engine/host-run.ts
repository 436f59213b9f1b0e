import type { Change } from "../model/change.ts";
import type { HostSummary } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { applyPlan } from "./apply.ts";
import { askHost } from "./ask-host.ts";
import type { Send } from "./asker.ts";
import type { Declared, HostWork } from "./compile.ts";
import { driftedIds } from "./drifted-ids.ts";
import { essence } from "./essence.ts";
import { refusals } from "./first-look.ts";
import { firstWords, type LockWish } from "./first-words.ts";
import { hasWork } from "./intent.ts";
import type { ConvergeOptions } from "./options.ts";
import { type HostPlan, planHost } from "./plan-host.ts";
import type { PruningInput } from "./pruning.ts";
import { hostFailure, type Reached, reach } from "./reach.ts";
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
  #reached: Reached | undefined;
  #plan: HostPlan | undefined;
  #wave = 0;
  #changed = 0;
  #left = 0;
  #ms = 0;
  /** Has the host been looked at since it was last changed? */
  #isProven = true;
  #failures: readonly Failure[] = [];
  /** Made over connections that are no longer the run's own. */
  #elsewhere = { exchanges: 0, handshakes: 0 };
  /** What the next look has to do with the lock. */
  #lockWish: LockWish = "none";
  #skipped = false;
  #drifted: readonly string[] | undefined;
  /** Ids of what was no longer declared and has been removed. */
  readonly #removed = new Set<string>();

  constructor({ host, declared }: HostWork, options: ConvergeOptions) {
    this.host = host;
    this.#options = options;
    this.#declared = declared;
    this.#selected = declared.filter((one) => options.selects?.(one) ?? true);
    this.#begun = options.now();
  }

  /** Changes that a reader should know of; empty when nothing is to do. */
  get changes(): readonly Change[] {
    return (this.#plan?.changes ?? []).filter(({ bookkeeping }) => bookkeeping !== true);
  }

  /** Is anything to be changed or noted on the host? */
  get hasWork(): boolean {
    return this.#plan !== undefined && hasWork(this.#plan, this.#options);
  }

  get failed(): boolean {
    return this.#failures.length > 0;
  }

  /** Does nothing more with this host: others have failed too often, or the run was interrupted before it was begun. */
  skip(): void {
    this.#skipped = this.#reached === undefined;
  }

  /** Runs a step; a failure is reported and ends the host's way, never the run. */
  async attempt(step: () => Promise<void>): Promise<void> {
    if (this.failed || this.#skipped) return;
    try {
      await step();
    } catch (error) {
      this.#fail(hostFailure(this.host, error));
    }
  }

  /** Connects, then asks everything there is to ask in one exchange, and plans. */
  async look({ lock }: { readonly lock: boolean }): Promise<void> {
    this.#reached ??= await reach(this.host, this.#options);
    this.#plan = await this.#planNow(lock ? "take" : this.#lockWish);
    this.#lockWish = "none";
    for (const failure of this.#plan.failures) this.#fail(failure);
    const [{ name: host }, { report, drift }] = [this.host, this.#options];
    if (drift !== undefined) this.#drifted = driftedIds(this.#plan, this.#selected);
    const seen = { plan: this.#plan, changes: this.changes, drifted: this.#drifted };
    tellPlan(report, { host, wave: this.#wave, resources: this.#selected.length, ...seen });
    if (this.#wave === 0) for (const failure of refusals(this.host.name, this.#plan, this.#options)) this.#fail(failure);
  }

  /** Probes again under the lock and refuses to go on when the plan is not the one that was shown. */
  async lookAgain(): Promise<void> {
    const shown = essence(this.changes);
    this.#plan = await this.#planNow("take");
    if (this.#plan.failures.length === 0 && essence(this.changes) === shown) return;
    throw changedSinceShown(this.host);
  }

  /** Tells the host that the controller is still there. */
  async keepAlive(): Promise<void> {
    await this.#reached?.session.keepAlive();
  }

  /** Applies wave after wave until nothing is left to do; after the last one notes are written that change nothing. */
  async settle(): Promise<void> {
    while (this.changes.length > 0 && this.#goesOn()) {
      if (this.#wave === WAVES) throw notConverged(this.host, { changes: this.changes, waves: WAVES });
      this.#wave += 1;
      this.#isProven = false;
      await this.#apply();
      if (!this.#goesOn()) return;
      await this.look({ lock: false });
      this.#isProven = true;
    }
    if (this.#goesOn()) await this.#apply();
  }

  /** Closes the connection and tells what came of the host. */
  end(): void {
    this.#reached?.session.close();
    this.#reached?.connection.close();
    this.#ms = Math.round(this.#options.now() - this.#begun);
    this.#options.report({ type: "host-end", host: this.host.name, summary: this.summary() });
  }

  /** What the host came to. */
  summary(): HostSummary {
    const isPlan = this.#options.mode === "plan";
    const changed = isPlan ? this.changes.length : this.#changed;
    // Where no wave was begun, all that was planned is left: someone said no, a question failed, Ctrl-C came.
    const left = this.#wave === 0 && !isPlan ? this.changes.length : this.#left;
    return {
      resources: this.#selected.length,
      changed,
      failed: this.#failures.length,
      left,
      exchanges: this.#elsewhere.exchanges + (this.#reached?.session.exchanges ?? 0),
      handshakes: this.#elsewhere.handshakes + (this.#reached?.connection.handshakes ?? 0),
      ms: this.#ms,
      ...strays(this.#plan, { removed: this.#removed, drifted: this.#drifted }),
      outcome: this.#outcome(changed, left),
    };
  }

  #goesOn(): boolean {
    return !this.failed && !this.#options.stop.aborted;
  }

  #outcome(changed: number, left: number): HostSummary["outcome"] {
    if (this.#skipped) return "skipped";
    if (this.#failures.some(({ code }) => code === "INTERRUPTED")) return "interrupted";
    if (this.#failures.length > 0) return this.#reached === undefined ? "unreachable" : "failed";
    if (this.#options.stop.aborted && (left > 0 || !this.#isProven)) return "interrupted";
    return changed > 0 ? "changed" : "unchanged";
  }

  #fail(failure: Failure): void {
    this.#failures = [...this.#failures, failure];
    this.#options.report({ type: "failure", host: this.host.name, failure });
  }

  async #apply(): Promise<void> {
    if (this.#reached === undefined || this.#plan === undefined) return;
    const result = await applyPlan({
      host: this.host,
      reached: this.#reached,
      plan: this.#plan,
      declared: this.#selected,
      options: this.#options,
    });
    for (const { resource } of this.#plan.pruning.changes) this.#removed.add(resource);
    this.#changed += result.changed;
    this.#left += result.left;
    this.#elsewhere.exchanges += result.exchanges;
    if (result.moved !== undefined) this.#moveTo(result.moved, this.#reached);
    for (const failure of result.failures) this.#fail(failure);
  }

  /** Goes on over another connection; its session holds no lock yet. */
  #moveTo(next: Reached, { session, connection }: Reached): void {
    this.#elsewhere.exchanges += session.exchanges;
    this.#elsewhere.handshakes += connection.handshakes;
    this.#reached = next;
    this.#lockWish = "take over";
  }

  async #planNow(wish: LockWish): Promise<HostPlan> {
    let before = firstWords(wish, this.#options);
    const send: Send = async (questions) => {
      if (this.#reached === undefined) return [];
      const answers = await askHost(questions, { host: this.host, reached: this.#reached, options: this.#options, before });
      before = undefined;
      return answers;
    };
    return await planHost(this.#selected, { host: this.host.name, send, pruning: this.#pruning() });
  }

  #pruning(): PruningInput | undefined {
    const { orphans: options, playbook, drift } = this.#options;
    const resources = this.#declared.map(({ resource }) => resource);
    const declaring = { host: this.host, playbooks: drift?.playbooks ?? [playbook], resources };
    return options && { options, declaring, removed: this.#removed };
  }
}
