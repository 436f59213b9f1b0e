import type { Change, Diff } from "./change.ts";
import type { Failure } from "./failure.ts";

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
  readonly outcome: "unchanged" | "changed" | "failed" | "unreachable" | "interrupted" | "skipped";
}

/** Something that happened in a run, in order. Reporters show them and never decide anything. */
export type Event =
  | { readonly type: "start"; readonly command: "plan" | "apply"; readonly playbook: string; readonly hosts: readonly string[] }
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
    }
  | { readonly type: "change-start"; readonly host: string; readonly resource: string; readonly title: string }
  | {
      readonly type: "change-end";
      readonly host: string;
      readonly resource: string;
      readonly title: string;
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
