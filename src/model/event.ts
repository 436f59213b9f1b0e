import type { Change, Diff } from "./change.ts";
import type { Failure } from "./failure.ts";

/** What a run is for: `drift` plans several playbooks and tells who changed what. */
export type RunCommand = "plan" | "apply" | "drift";

/** What one host came to. `changed` counts changes that were done (or, for `plan`, that would be). */
export interface HostSummary {
  /** Declared and selected. */
  readonly resources: number;
  readonly changed: number;
  readonly failed: number;
  /** Changes that were planned and not begun. */
  readonly left: number;
  readonly exchanges: number;
  /** Round trips before the first exchange: SSH handshake, authentication, sudo's READY. */
  readonly handshakes: number;
  readonly ms: number;
  /** How many resources of the host no playbook declares any more; left out where there is none, or where they were not looked for. */
  readonly undeclared?: number;
  /** For `drift`: how many resources were changed on the host; the rest of `changed` are the playbooks' changes. */
  readonly drifted?: number;
  readonly outcome: "unchanged" | "changed" | "failed" | "unreachable" | "interrupted" | "skipped";
}

/** A resource that a host has from an earlier run, and that no playbook declares any more. */
export interface Undeclared {
  readonly resource: string;
  /** Those that declared it. */
  readonly playbooks: readonly string[];
  /** Why `--prune` does not remove it; left out where it does. */
  readonly why?: string;
}

/** Which phase of a step that several hosts make together, from 1 on. */
export interface PhaseAt {
  readonly number: number;
  readonly of: number;
}

/** Something that happened in a run, in order. Reporters show them and never decide anything. */
export type Event =
  | { readonly type: "start"; readonly command: RunCommand; readonly playbook: string; readonly hosts: readonly string[] }
  | { readonly type: "connected"; readonly host: string; readonly ms: number }
  | {
      readonly type: "notice";
      readonly host?: string /** `detail`: shown with `-v` only. */;
      readonly level: "detail" | "info" | "warning";
      readonly message: string;
    }
  | {
      readonly type: "planned";
      readonly host: string;
      readonly wave: number;
      readonly resources: number;
      readonly changes: readonly Change[];
      /** Of each change: a digest by which it is known again, see `essenceOf`. */
      readonly essences?: readonly string[];
      /** For `drift`: ids of the resources that are declared as they were last applied, so that somebody changed them on the host. */
      readonly drifted?: readonly string[];
    }
  | { readonly type: "undeclared"; readonly host: string; readonly resources: readonly Undeclared[] }
  | {
      readonly type: "change-start";
      readonly host: string;
      readonly resource: string;
      readonly title: string;
      /** The change is made together with other hosts, and this is a part of it. */
      readonly phase?: PhaseAt;
    }
  | {
      readonly type: "change-end";
      readonly host: string;
      readonly resource: string;
      readonly title: string;
      readonly phase?: PhaseAt;
      readonly outcome: "done" | "failed" | "not begun";
      readonly ms: number;
      readonly diff?: Diff;
      /** Head and tail of what its commands printed, 64 KiB at most: when it failed, or with `-v`. */
      readonly output?: string;
    }
  | { readonly type: "failure"; readonly host?: string; readonly failure: Failure }
  | { readonly type: "host-end"; readonly host: string; readonly summary: HostSummary }
  | { readonly type: "summary"; readonly hosts: Readonly<Record<string, HostSummary>> };

/** Takes events as they happen. */
export type Report = (event: Event) => void;
