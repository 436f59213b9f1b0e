import { resolve } from "node:path";
import { compile, type Declared, type HostWork } from "../engine/compile.ts";
import type { LoadedInventory } from "../inventory/load-inventory.ts";
import { Failure, Failures } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import type { Playbook } from "../model/playbook.ts";
import { checkTypes } from "./check-types.ts";
import { type Collector, collector } from "./collect.ts";
import { findRepository } from "./find-repository.ts";
import { loadFleet, selectHosts } from "./load-fleet.ts";
import { type LoadedPlaybook, loadPlaybook } from "./load-playbook.ts";
import type { CheckOptions } from "./options.ts";
import { findPlaybookFile } from "./playbook-file.ts";
import { checkTags, selectsTags, type TagChoice } from "./tags.ts";

/** All that a run needs to know before it connects to the first host. */
export interface Prepared {
  readonly playbook: Playbook;
  readonly inventory: LoadedInventory;
  readonly hosts: readonly Host[];
  readonly work: readonly HostWork[];
  /** What `--tags` and `--skip-tags` take; `undefined` when everything is taken. */
  readonly selects: ((declared: Declared) => boolean) | undefined;
}

/**
 * Finds out everything that can be known without a host: types, playbook, inventory, patterns, tags, variables, resources. Throws all mistakes
 * together, each with its place.
 */
export async function prepare(given: Playbook | string, options: CheckOptions): Promise<Prepared> {
  const mistakes = collector();
  const [loaded, inventory] = await Promise.all([
    mistakes.attempt(() => loadGiven(given, options)),
    mistakes.attempt(() => loadFleet(options)),
  ]);
  reportWarnings(inventory?.warnings ?? [], options);
  if (!loaded || !inventory) return await findMoreMistakes({ loaded, inventory }, { options, mistakes });
  const { playbook } = loaded;
  const choice = tagChoice(options);
  await mistakes.attempt(() => checkTags(playbook, choice));
  const hosts = await mistakes.attempt(() => selectHosts(inventory, playbook.hosts, options));
  const work = hosts && (await mistakes.attempt(() => compileLocated(loaded, hosts, inventory)));
  if (!work || mistakes.failures().length > 0) return mistakes.raise();
  return { playbook, inventory, hosts, work, selects: selection(choice, work) };
}

/** A playbook, and where an error in its files was thrown. */
type Loaded = Pick<LoadedPlaybook, "playbook" | "locate">;

async function loadGiven(given: Playbook | string, options: CheckOptions): Promise<Loaded> {
  if (typeof given !== "string") return { playbook: given, locate: () => undefined };
  const folder = resolve(options.folder ?? "");
  const { path } = findPlaybookFile(given, { repository: findRepository(folder), folder });
  if (options.types ?? true) await checkTypes([path], folder);
  return await loadPlaybook(given, { folder });
}

function reportWarnings(warnings: LoadedInventory["warnings"], { report }: CheckOptions): void {
  for (const { where, message } of warnings) report?.({ type: "notice", level: "warning", message: `${where}: ${message}` });
}

/** Looks at what can be looked at without a playbook or without an inventory, and throws. */
async function findMoreMistakes(
  { loaded, inventory }: { loaded: Loaded | undefined; inventory: LoadedInventory | undefined },
  { options, mistakes }: { options: CheckOptions; mistakes: Collector },
): Promise<never> {
  if (loaded) await mistakes.attempt(() => checkTags(loaded.playbook, tagChoice(options)));
  if (inventory) await mistakes.attempt(() => inventory.select(options.limit ?? "all"));
  return mistakes.raise();
}

function tagChoice({ tags = [], skipTags = [] }: CheckOptions): TagChoice {
  return { tags, skipTags };
}

/** What of the work the tags take; `undefined` where that is all of it. */
function selection(choice: TagChoice, work: readonly HostWork[]): Prepared["selects"] {
  const selects = ({ tags }: Declared): boolean => selectsTags(choice, tags);
  return work.every(({ declared }) => declared.every(selects)) ? undefined : selects;
}

function compileLocated({ playbook, locate }: Loaded, hosts: readonly Host[], inventory: LoadedInventory): readonly HostWork[] {
  try {
    return compile(playbook, hosts, inventory);
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    throw new Failures(error.failures.map((failure) => located(failure, locate)));
  }
}

/** Puts the place in a role's file before the host and role that it failed for. */
function located(failure: Failure, locate: Loaded["locate"]): Failure {
  const { code, where, message, hint, output, cause } = failure;
  const place = locate(cause) ?? locate(failure);
  if (place === undefined) return failure;
  return new Failure(code, `${place}: ${where}`, message, { cause, ...(hint && { hint }), ...(output && { output }) });
}
