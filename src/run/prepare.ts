import { resolve } from "node:path";
import { compile, type Declared, type HostWork } from "../engine/compile.ts";
import type { LoadedInventory } from "../inventory/load-inventory.ts";
import { Failure, Failures } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import type { Playbook } from "../model/playbook.ts";
import { checkTypes } from "./check-types.ts";
import { collector } from "./collect.ts";
import { findRepository } from "./find-repository.ts";
import { loadFleet, selectHosts } from "./load-fleet.ts";
import { loadPlaybook } from "./load-playbook.ts";
import type { CheckOptions } from "./options.ts";
import { findPlaybookFile } from "./playbook-file.ts";
import { checkTags, selectsTags } from "./tags.ts";

/** All that a run needs to know before it connects to the first host. */
export interface Prepared {
  readonly playbook: Playbook;
  readonly inventory: LoadedInventory;
  readonly hosts: readonly Host[];
  readonly work: readonly HostWork[];
  /** What `--tags` and `--skip-tags` take; `undefined` when everything is taken. */
  readonly selects: ((declared: Declared) => boolean) | undefined;
}

type Locate = (error: unknown) => string | undefined;

/**
 * Finds out everything that can be known without a host: types, playbook, inventory, patterns, tags, variables, resources. Throws all mistakes
 * together, each with its place.
 */
export async function prepare(given: Playbook | string, options: CheckOptions): Promise<Prepared> {
  const { attempt, throwIfAny } = collector();
  const folder = resolve(options.folder ?? "");
  const [loaded, inventory] = await Promise.all([
    attempt(() => (typeof given === "string" ? loadByName(given, folder, options) : { playbook: given, locate: nowhere })),
    attempt(() => loadFleet(options)),
  ]);
  for (const { where, message } of inventory?.warnings ?? []) {
    options.report?.({ type: "notice", level: "warning", message: `${where}: ${message}` });
  }
  const choice = { tags: options.tags ?? [], skipTags: options.skipTags ?? [] };
  if (loaded) await attempt(() => checkTags(loaded.playbook, choice));
  if (!loaded && inventory && options.limit !== undefined) await attempt(() => inventory.select(options.limit ?? ""));
  const hosts = loaded && inventory && (await attempt(() => selectHosts(inventory, loaded.playbook.hosts, options)));
  const work = hosts && (await attempt(() => compileLocated(loaded.playbook, { hosts, inventory, locate: loaded.locate })));
  throwIfAny();
  if (!loaded || !inventory || !hosts || !work) throw new TypeError("a step failed without a mistake");
  const all = choice.tags.length === 0 && choice.skipTags.length === 0 && !work.some(hasNever);
  return { playbook: loaded.playbook, inventory, hosts, work, selects: all ? undefined : ({ tags }) => selectsTags(choice, tags) };
}

async function loadByName(name: string, folder: string, { types = true }: CheckOptions): Promise<{ playbook: Playbook; locate: Locate }> {
  if (types) await checkTypes([findPlaybookFile(name, { repository: findRepository(folder), folder }).path], folder);
  return await loadPlaybook(name, { folder });
}

/** A playbook that is a value comes from no file that is known. */
function nowhere(): undefined {
  return undefined;
}

function hasNever({ declared }: HostWork): boolean {
  return declared.some(({ tags }) => tags.includes("never"));
}

function compileLocated(
  playbook: Playbook,
  { hosts, inventory, locate }: { hosts: readonly Host[]; inventory: LoadedInventory; locate: Locate },
): readonly HostWork[] {
  try {
    return compile(playbook, hosts, inventory);
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    throw new Failures(error.failures.map((failure) => located(failure, locate)));
  }
}

/** Puts the place in a role's file before the host and role that it failed for. */
function located(failure: Failure, locate: Locate): Failure {
  const { code, where, message, hint, output, cause } = failure;
  const place = locate(cause) ?? locate(failure);
  if (place === undefined) return failure;
  return new Failure(code, `${place}: ${where}`, message, { cause, ...(hint && { hint }), ...(output && { output }) });
}
