import { resolve } from "node:path";
import { converge } from "../engine/converge.ts";
import type { ConvergeOptions } from "../engine/options.ts";
import type { Change } from "../model/change.ts";
import type { HostSummary } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import { findRepository } from "./find-repository.ts";
import { initiator } from "./initiator.ts";
import type { ApplyOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";
import { reachOptions } from "./reach-options.ts";
import { hintingAtSandbox } from "./sandbox-hint.ts";

/** What a run came to. */
export interface RunResult {
  readonly hosts: Readonly<Record<string, HostSummary>>;
  /** The changes that each host was first found to need. */
  readonly changes: Readonly<Record<string, readonly Change[]>>;
  readonly failures: readonly Failure[];
}

/** Brings what was prepared to its hosts. */
export async function convergePrepared(mode: "plan" | "apply", prepared: Prepared, options: ApplyOptions): Promise<RunResult> {
  const { playbook, work, hosts, selects } = prepared;
  const changes: Record<string, readonly Change[]> = {};
  const failures: Failure[] = [];
  const report = hintingAtSandbox(hosts, options, (event) => {
    if (event.type === "planned") changes[event.host] ??= event.changes;
    if (event.type === "failure") failures.push(event.failure);
    options.report?.(event);
  });
  const maxFailures = options.maxFailures ?? playbook.maxFailures;
  const summaries = await converge(work, {
    ...reachOptions(options, report),
    mode,
    playbook: playbook.name,
    waitLockMs: options.waitLockMs ?? 0,
    breakLock: options.breakLock ?? false,
    verbose: options.verbose ?? false,
    initiator: initiator(findRepository(resolve(options.folder ?? ""))),
    ...(selects && { selects }),
    ...(maxFailures !== undefined && { maxFailures }),
    ...(options.confirm && { confirm: options.confirm }),
  } satisfies ConvergeOptions);
  return { hosts: summaries, changes, failures };
}
