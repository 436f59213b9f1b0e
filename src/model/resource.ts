import type { Ending } from "./absence.ts";
import type { Change } from "./change.ts";
import type { Ask } from "./fact.ts";
import type { TakenPort } from "./taken-port.ts";

/** One thing on one host that is to be in a declared state. Pure: it sees the host through `ask` only, and awaits nothing else. */
export interface Resource {
  /** `kind:name`, unique on its host and stable over runs; the key in the manifest and in stamps. */
  readonly id: string;
  readonly kind: string;
  /** For a reader: `file /etc/motd`. */
  readonly title: string;
  /** What was declared, as its kind took it: for whoever translates or shows a declaration. */
  readonly want?: unknown;
  /** Present on a unit's resource: which resources its running state must have seen (see `stamps.ts`). */
  readonly watches?: Watches;
  /** How it ends when it is no longer declared. */
  readonly ending?: Ending;
  /** Files and folders that are its own, whole or in part: what else claims one of them goes on with it. */
  readonly paths?: readonly string[];
  /** Ports of the host that it takes for itself. */
  readonly ports?: readonly TakenPort[];
  plan(ask: Ask): Promise<readonly Change[]>;
  /** What a reader should know of it although nothing is to change: said once a run, and never counted. */
  warnings?(ask: Ask): Promise<readonly string[]>;
  /** SHA-256 of the declared state, with every `fromHost` filled in: what a stamp and the manifest remember of it. */
  digest(ask: Ask): Promise<string>;
}

/** A unit and the ids of the resources whose change asks for its reload or restart. */
export interface Watches {
  readonly unit: string;
  readonly ids: readonly string[];
}
