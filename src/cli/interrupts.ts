import type { Report } from "../model/event.ts";
import type { Surroundings } from "./surroundings.ts";

/** Ctrl-C as the engine is told of it. */
export interface Interrupts {
  /** After the first: no new change is begun. */
  readonly stop: AbortSignal;
  /** After the second: connections are cut. */
  readonly cut: AbortSignal;
  /** Gives Ctrl-C back its usual meaning. */
  end(): void;
}

/** Listens to Ctrl-C (SIGINT, SIGTERM) and says what happens now. */
export function interrupts(surroundings: Surroundings, report: Report): Interrupts {
  const stop = new AbortController();
  const cut = new AbortController();
  const end = surroundings.onInterrupt(() => {
    const first = !stop.signal.aborted;
    const message = first
      ? "Stopping: hosts finish the change at hand and the reloads that are due; Ctrl-C again cuts the connections"
      : "Cutting the connections";
    report({ type: "notice", level: "warning", message });
    (first ? stop : cut).abort();
  });
  return { stop: stop.signal, cut: cut.signal, end };
}
