import type { Change } from "../model/change.ts";
import { Failure } from "../model/failure.ts";
import type { PhaseAt } from "../model/event.ts";
import type { Host } from "../model/host.ts";
import type { ConvergeOptions } from "./options.ts";
import { changeFailure } from "./outcome.ts";
import { stateUnusable } from "./reach.ts";
import type { Record } from "./records.ts";

/** What is brought to which host. */
export interface Wave {
  readonly host: Host;
  readonly changes: readonly Change[];
  readonly options: ConvergeOptions;
  /** The changes are this phase of a step that several hosts make together. */
  readonly phase?: PhaseAt;
}

/** Follows the records of an apply exchange and reports them. */
export class Progress {
  changed = 0;
  left = 0;
  failures: readonly Failure[] = [];
  readonly #wave: Wave;
  readonly #done = new Set<Change>();
  #startedAt = 0;

  constructor(wave: Wave) {
    this.#wave = wave;
  }

  /** Ids of the resources that still have a change to be done. */
  unmade(): readonly string[] {
    const open = this.#wave.changes.filter((change) => !this.#done.has(change));
    return [...new Set(open.map(({ resource }) => resource))];
  }

  /** Takes the statuses of changes whose records did not come through: a line `INDEX STATUS` for each. */
  takeResults(results: string): void {
    for (const line of results.split("\n")) {
      const [index, status] = line.split(" ");
      const change = this.#wave.changes[Number(index)];
      if (status === "0" && change !== undefined && !this.#done.has(change)) this.#end(change, "done", "");
    }
  }

  /** The host has taken back what waits to be confirmed. */
  takeUndone(): void {
    const undone = [...this.#done].filter(({ confirm }) => confirm !== undefined);
    for (const change of undone) this.#done.delete(change);
    this.changed -= undone.length;
  }

  take({ name, fields, body }: Record): void {
    const change = this.#wave.changes[Number(fields[0])];
    if (change === undefined) throw refused(this.#wave.host, name);
    if (name === "start") this.#start(change);
    else if (name === "not-begun") this.#end(change, "not begun", "");
    else if (name === "stop") this.#stop(change, Number(fields[1]), body.toString());
  }

  #start(change: Change): void {
    const { options, host, phase } = this.#wave;
    this.#startedAt = options.now();
    if (change.bookkeeping === true) return;
    options.report({ type: "change-start", host: host.name, resource: change.resource, title: change.title, ...(phase && { phase }) });
  }

  #stop(change: Change, status: number, output: string): void {
    const { host, options } = this.#wave;
    if (status === 0) {
      this.#end(change, "done", output);
      return;
    }
    this.failures = [...this.failures, changeFailure(host.name, change, { status, output, ms: options.now() - this.#startedAt })];
    this.#end(change, "failed", output);
  }

  #end(change: Change, outcome: "done" | "failed" | "not begun", output: string): void {
    const { options, host, phase } = this.#wave;
    if (outcome === "done") this.#done.add(change);
    if (change.bookkeeping === true) return;
    if (outcome === "done") this.changed += 1;
    if (outcome === "not begun") this.left += 1;
    options.report({
      type: "change-end",
      host: host.name,
      resource: change.resource,
      title: change.title,
      ...(phase && { phase }),
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
