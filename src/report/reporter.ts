import type { Change } from "../model/change.ts";
import type { Event } from "../model/event.ts";

/** Shows a run as it happens. It never decides anything. */
export interface Reporter {
  report(event: Event): void;
  /** Shows the plan that a person is about to be asked about, and keeps still until the next event. */
  present(plans: ReadonlyMap<string, readonly Change[]>): Promise<void>;
  /** Resolves when everything is shown. */
  close(): Promise<void>;
}

/** How a reporter writes. */
export interface ReporterOptions {
  write(text: string): void;
  /** 0; 1 adds connections, commands' output and causes; 2 stacks. */
  readonly verbosity: number;
  readonly colour: boolean;
}
