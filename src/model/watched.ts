import type { Ask } from "./fact.ts";
import type { Resource } from "./resource.ts";

/** What a unit's resource knows of another one whose changes the running unit must read. */
export interface Watched {
  readonly id: string;
  /** Of its declared state. */
  readonly digest: string;
  /** Will it be changed in this run? */
  readonly pending: boolean;
}

/** Asks what becomes of a watched resource in this run; all its questions belong to the exchange at hand. */
export async function observeWatched(resource: Resource, ask: Ask): Promise<Watched> {
  const [digest, changes] = await Promise.all([resource.digest(ask), resource.plan(ask)]);
  return { id: resource.id, digest, pending: changes.some(({ bookkeeping }) => bookkeeping !== true) };
}

/**
 * Must a running unit still read this resource? `stamps` is `undefined` for a unit without a stamps file: one that is seen for the first
 * time, whose running state is trusted to fit what is there.
 */
export function isDue({ id, digest, pending }: Watched, stamps: ReadonlyMap<string, string> | undefined): boolean {
  return pending || (stamps !== undefined && stamps.get(id) !== digest);
}
