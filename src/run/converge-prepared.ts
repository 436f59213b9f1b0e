import { resolve } from "node:path";
import { converge } from "../engine/converge.ts";
import { essenceOf } from "../engine/essence.ts";
import type { ConvergeOptions } from "../engine/options.ts";
import type { OrphanOptions } from "../engine/pruning.ts";
import type { Change } from "../model/change.ts";
import type { HostSummary, Report } from "../model/event.ts";
import type { Failure } from "../model/failure.ts";
import { scrubbed } from "../model/scrubbed.ts";
import type { Scrub } from "../model/scrubber.ts";
import { findRepository } from "./find-repository.ts";
import { hidingSecrets, scrubOf } from "./hide-secrets.ts";
import { initiator } from "./initiator.ts";
import type { ApplyOptions } from "./options.ts";
import type { Prepared } from "./prepare.ts";
import { reachOptions } from "./reach-options.ts";
import { rollingOptions } from "./rolling-options.ts";
import { hintingAtSandbox } from "./sandbox-hint.ts";

/** What a run came to. */
export interface RunResult {
  readonly hosts: Readonly<Record<string, HostSummary>>;
  /** The changes that each host was first found to need. */
  readonly changes: Readonly<Record<string, readonly Change[]>>;
  /** Of each of these changes: a digest by which it is known again. */
  readonly essences: Readonly<Record<string, readonly string[]>>;
  readonly failures: readonly Failure[];
}

/** What a command adds to the options of a run. */
export interface RunExtras extends Pick<ConvergeOptions, "saved" | "drift"> {
  /** Made with what takes the run's secrets out of all that it tells. */
  orphans?(report: Report): OrphanOptions;
}

/** Brings what was prepared to its hosts. */
export async function convergePrepared(
  mode: "plan" | "apply",
  prepared: Prepared,
  { extras = {}, ...options }: RunOptions,
): Promise<RunResult> {
  const { inventory, hosts, work, drain } = prepared;
  return await hidingSecrets(async (known) => {
    const sources = { inventory, hosts: [...hosts, ...(drain?.nameServers ?? [])], secrets: work.flatMap(({ secrets }) => secrets) };
    known(sources);
    return await convergeHidden(mode, prepared, { options, extras, scrub: scrubOf(sources) });
  });
}

/** Options of a run, and what its command adds. */
type RunOptions = Omit<ApplyOptions, "saved"> & { readonly extras?: RunExtras };

function wishes({ waitLockMs = 0, breakLock = false, force = false, without = [], verbose = false }: RunOptions) {
  return { waitLockMs, breakLock, force, without, verbose };
}

function rememberEssence(change: Change): Change {
  return { ...change, essence: essenceOf(change) };
}

/** Neither who reports nor who asks a person is ever given a secret. */
async function convergeHidden(
  mode: "plan" | "apply",
  { playbook, work, hosts, drain, selects }: Prepared,
  { options, extras, scrub }: { readonly options: RunOptions; readonly extras: RunExtras; readonly scrub: Scrub },
): Promise<RunResult> {
  const { confirm } = options;
  const changes: Record<string, readonly Change[]> = {};
  const essences: Record<string, readonly string[]> = {};
  const failures: Failure[] = [];
  const report = hintingAtSandbox(hosts, options, (event) => {
    if (event.type === "planned") {
      changes[event.host] ??= event.changes;
      essences[event.host] ??= event.essences ?? [];
    }
    if (event.type === "failure") failures.push(event.failure);
    options.report?.(event);
  });
  const maxFailures = options.maxFailures ?? playbook.maxFailures;
  const { orphans, ...more } = extras;
  const tell: Report = (event) => {
    report(scrubbed(event.type === "planned" ? { ...event, changes: event.changes.map(rememberEssence) } : event, scrub));
  };
  const reach = reachOptions(options, tell);
  const who = initiator(findRepository(resolve(options.folder ?? "")));
  const summaries = await converge(work, {
    ...reach,
    ...rollingOptions(playbook, { drain, reach, by: `${who.user}@${who.machine}` }),
    ...more,
    ...(orphans && { orphans: orphans(tell) }),
    mode,
    playbook: playbook.name,
    ...wishes(options),
    initiator: who,
    ...(selects && { selects }),
    ...(maxFailures !== undefined && { maxFailures }),
    ...(confirm && { confirm: async (plans) => await confirm(scrubbed(plans, scrub)) }),
  } satisfies ConvergeOptions);
  return { hosts: summaries, changes, essences, failures };
}
