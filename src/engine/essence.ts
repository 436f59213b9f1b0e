import { sha256 } from "../model/blob.ts";
import type { Change } from "../model/change.ts";

/** A change of a plan that was saved. */
export interface SavedChange {
  readonly resource: string;
  readonly title: string;
  /** See `essenceOf`. */
  readonly essence: string;
}

/** What of a change must still be so when it is applied, as a digest: what it is about, its commands, its files by their digests. */
export function essenceOf({ resource, title, commands, blobs, together, essence: known }: Change): string {
  const parts = [resource, title, commands, blobs.map((blob) => blob.sha256), ...(together === undefined ? [] : [together])];
  return known ?? sha256(JSON.stringify(parts));
}

/** The essence of a host's whole plan. */
export function essence(changes: readonly Change[]): string {
  return changes.map(essenceOf).join("\n");
}

/** A change of a plan that was saved. */
export interface SavedChange {
  readonly resource: string;
  readonly title: string;
  /** See `essenceOf`. */
  readonly essence: string;
}
