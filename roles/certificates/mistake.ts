import type { Host } from "geosteer";

/** A mistake with the way to it; the first word is the variable. */
export interface Mistake {
  readonly path: readonly (string | number)[];
  readonly message: string;
  readonly hint?: string;
  /** Whose variable it is. Default: the host that the role is for. */
  readonly of?: Host;
}
