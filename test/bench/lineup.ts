import type { Contender } from "./measure.ts";

/** Who takes part in a case, and which peers cannot because they are not installed. */
export interface Lineup {
  readonly contenders: readonly Contender[];
  readonly skipped: readonly string[];
}
