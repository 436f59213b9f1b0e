import type { Command } from "../shell/sh.ts";
import type { Blob } from "./blob.ts";

/** One property of a resource that differs, as words for a reader. */
export interface FieldDiff {
  readonly name: string;
  readonly before: string;
  readonly after: string;
}

/** What a change does to what is there, for a reader; it never decides anything. */
export interface Diff {
  /** Text content; `undefined` where there is none. Content that is not text, or secret, is a note instead. */
  readonly content?: { readonly before: string | undefined; readonly after: string | undefined };
  readonly fields?: readonly FieldDiff[];
  readonly note?: string;
}

/**
 * One step on one host, as data. Its commands run as root, one after another until one fails, in a shell of their own under
 * `LC_ALL=C.UTF-8` with stdin closed. They (1) are safe to run when the state is already reached, (2) leave the old state or the new
 * and never half, (3) hold no secret in argv, environment or a world-readable file.
 */
export interface Change {
  /** Id of the resource. */
  readonly resource: string;
  /** What it does, in the imperative: `reload caddy.service`. */
  readonly title: string;
  readonly diff?: Diff;
  readonly commands: readonly Command[];
  readonly blobs: readonly Blob[];
  readonly timeoutMs: number;
  /** A reload or restart that watched resources ask for: it is still done when an earlier change failed, for those that succeeded. */
  readonly reaction?: true;
  /** For a change that can cut the connection: it is undone by the host unless it is confirmed over a new one. */
  readonly confirm?: Confirm;
  /** For a change that several hosts make together or not at all. */
  readonly together?: Together;
  /** Why it needs `--force`: "removes 12 of 30 records of example.org". Without it nothing of the host's plan is begun. */
  readonly guard?: string;
  /** Its digest as it was before secrets were taken out of its words: a plan that is saved is known again by it. */
  readonly essence?: string;
  /** Notes for this program's own state (a stamp), not a change of the host: it is not shown and not counted. */
  readonly bookkeeping?: true;
}

/**
 * How a change that can cut the connection is taken back. Its commands, and its undo, are given `$undo`: a 0700 folder of root's on disk that is
 * this change's alone, made empty before its commands run and kept until the change is confirmed or undone.
 */
export interface Confirm {
  /**
   * Puts back what was, whatever the change had come to when it was cut (also before it began), and makes it be in force. Each command is run even
   * if one before it failed, for 20 s at most, and may be run again. Also run early at a start of the host, before anything reads files: then
   * `$starting` is 1, and nothing may wait for a unit (see `unlessStarting`).
   */
  readonly undo: readonly Command[];
  /** Port to which the confirming connection goes. Default: the host's own. */
  readonly port?: number;
}

/**
 * A step that hosts make together: their other changes come first, then its phases, side by side over all of them, then each host is planned
 * again. Where a host is left out, has failed or is not reached, no phase is begun on any.
 */
export interface Together {
  /** Names the step: changes of this name on several hosts of a run are one. */
  readonly step: string;
  /** Every host that has to take part, by its name in the inventory. A host of the run that plans no change of this step is there already. */
  readonly hosts: readonly string[];
  /** In order: one is begun on any host only when the one before is done on all. The change's own `commands` are empty, its blobs come with the first phase. */
  readonly phases: readonly Phase[];
  /** Run on every reachable host that began a phase when one of them failed: puts back what was; may be run twice. */
  readonly back: readonly Command[];
}

/** A part of a step that is done on all of its hosts before the next one is begun; its commands follow the rules of a change's. */
export interface Phase {
  /** In the imperative, as a change's. */
  readonly title: string;
  readonly commands: readonly Command[];
  /** Default: the change's. */
  readonly timeoutMs?: number;
}

/** The part of a change that its author writes; `change()` fills in the rest. */
export type ChangeDraft = Omit<Change, "resource" | "blobs" | "timeoutMs"> & Partial<Pick<Change, "blobs" | "timeoutMs">>;

/** Default time limit of a change. */
export const CHANGE_TIMEOUT_MS = 120_000;
