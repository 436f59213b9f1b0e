import { awaitReady } from "./await-ready.ts";
import { batchesOf } from "./batches.ts";
import type { HostRun } from "./host-run.ts";
import type { ConvergeOptions } from "./options.ts";
import { forEachOf } from "./pool.ts";

/** Goes over the hosts of a run, batch after batch, and decides when no further one is begun. */
export class Roll {
  readonly #runs: readonly HostRun[];
  readonly #options: ConvergeOptions;
  /** Hosts that are waited with: for a person, for others, for themselves. */
  readonly idle = new Set<HostRun>();
  /** Why no further host is begun; `undefined` while the roll goes on. */
  #stopped: string | undefined;

  constructor(runs: readonly HostRun[], options: ConvergeOptions) {
    this.#runs = runs;
    this.#options = options;
  }

  /** Looks at each host, all in one batch. */
  async look(work: (run: HostRun) => Promise<void>): Promise<void> {
    await this.#forEach(this.#runs, work);
  }

  /** Works on batch after batch; a host that is not begun any more is skipped, and `work` only ends it. */
  async batches(work: (run: HostRun) => Promise<void>): Promise<void> {
    const { serial = [] } = this.#options;
    for (const batch of batchesOf(this.#runs, serial)) {
      await this.#forEach(batch, work);
      if (serial.length > 0 && batch.every(({ failed }) => failed)) this.#stop(`${namesOf(batch)} failed`);
    }
    const skipped = this.#runs.filter((run) => run.skipped);
    if (skipped.length === 0 || this.#stopped === undefined) return;
    const message = `${namesOf(skipped)} ${skipped.length === 1 ? "was" : "were"} not begun: ${this.#stopped}`;
    this.#options.report({ type: "notice", level: "warning", message });
  }

  /** Makes a host's own changes and what belongs around them; what fails there ends the roll. */
  async bringAbout(run: HostRun): Promise<void> {
    const { around, stop } = this.#options;
    if (around === undefined || run.ownChanges.length === 0 || stop.aborted) {
      await this.#settle(run);
      return;
    }
    if (!(await this.#gate(run, () => around.before(run.host)))) return;
    await this.#settle(run);
    if (!(await this.#gate(run, () => around.after(run.host)))) await around.failed(run.host);
  }

  async #settle(run: HostRun): Promise<void> {
    await run.attempt(() => run.settle());
    await this.#gate(run, () => awaitReady(run, this.#options));
  }

  async #forEach(batch: readonly HostRun[], work: (run: HostRun) => Promise<void>): Promise<void> {
    const { forks, maxFailures = Number.POSITIVE_INFINITY, stop } = this.#options;
    await forEachOf(batch, forks, async (run) => {
      const failed = this.#runs.filter((one) => one.failed);
      if (failed.length > maxFailures) this.#stop(`${namesOf(failed)} failed`);
      if (stop.aborted || this.#stopped !== undefined) run.skip();
      await work(run);
    });
  }

  /** Does something that the host waits for; resolves to whether the host has not failed. */
  async #gate(run: HostRun, step: () => Promise<void>): Promise<boolean> {
    const before = run.failures.length;
    this.idle.add(run);
    await run.attempt(step);
    this.idle.delete(run);
    if (run.failures.length > before) this.#stop(`${run.host.name} failed`);
    return !run.failed;
  }

  #stop(why: string): void {
    this.#stopped ??= why;
  }
}

function namesOf(runs: readonly HostRun[]): string {
  return runs.map(({ host }) => host.name).join(", ");
}
