import { resolve } from "node:path";
import { compile, type CompiledHost, type Declared, type HostWork, isInCode } from "../engine/compile.ts";
import type { LoadedInventory } from "../inventory/load-inventory.ts";
import { amend, type Failure, Failures } from "../model/failure.ts";
import type { Downloads } from "../model/download.ts";
import type { Host } from "../model/host.ts";
import { type Playbook, roleUses } from "../model/playbook.ts";
import { checkTypes } from "./check-types.ts";
import { type Collector, collector } from "./collect.ts";
import { despiteTypes } from "./despite-types.ts";
import { findRepository } from "./find-repository.ts";
import { loadFleet, reportWarnings, selectHosts } from "./load-fleet.ts";
import { type LoadedPlaybook, loadPlaybook } from "./load-playbook.ts";
import type { CheckOptions } from "./options.ts";
import { hidingSecrets, type SecretSources } from "./hide-secrets.ts";
import { type PreparedDrain, prepareRolling } from "./prepare-rolling.ts";
import { findPlaybookFile } from "./playbook-file.ts";
import { checkTags, selectsTags, type TagChoice } from "./tags.ts";

/** All that a run needs to know before it connects to the first host. */
export interface Prepared {
  readonly playbook: Playbook;
  readonly inventory: LoadedInventory;
  readonly hosts: readonly Host[];
  readonly work: readonly CompiledHost[];
  /** Where hosts are taken out of the geo map while they are changed. */
  readonly drain: PreparedDrain | undefined;
  /** What `--tags` and `--skip-tags` take; `undefined` when everything is taken. */
  readonly selects: ((declared: Declared) => boolean) | undefined;
}

/**
 * Finds out everything that can be known without a host: types, playbook, inventory, patterns, tags, variables, resources. Throws all mistakes
 * together, each with its place.
 */
export async function prepare(given: Playbook | string, options: CheckOptions): Promise<Prepared> {
  return await hidingSecrets((known) => prepareKnowing(given, options, known));
}

async function prepareKnowing(given: Playbook | string, options: CheckOptions, known: (sources: SecretSources) => void): Promise<Prepared> {
  const mistakes = collector();
  const [loaded, inventory] = await Promise.all([loadGiven(given, options, mistakes), mistakes.attempt(() => loadFleet(options))]);
  known({ inventory });
  reportWarnings(inventory, options);
  if (!loaded || !inventory) return await findMoreMistakes({ loaded, inventory }, { options, mistakes });
  const { playbook } = loaded;
  const choice = tagChoice(options);
  await mistakes.attempt(() => checkTags(playbook, choice));
  const hosts = await mistakes.attempt(() => hostsOf(loaded, inventory, options));
  known({ hosts });
  const drain = await mistakes.attempt(() => prepareRolling(loaded, inventory, options));
  const downloads = hosts && (await mistakes.attempt(() => downloadsOf(playbook, hosts, { inventory, options })));
  const work = hosts && downloads && (await mistakes.attempt(() => compileLocated(loaded, hosts, { inventory, downloads })));
  if (!work || mistakes.failures().length > 0) return mistakes.raise();
  return { playbook, inventory, hosts, work, drain, selects: selection({ ...choice, kinds: options.kinds }, work) };
}

/** What the roles need of the world is fetched only when one of them says so, and it is not there or too old. */
async function downloadsOf(
  playbook: Playbook,
  hosts: readonly Host[],
  { inventory, options }: { readonly inventory: LoadedInventory; readonly options: CheckOptions },
): Promise<Downloads> {
  const roles = roleUses(playbook).filter(({ role }) => role.downloads !== undefined);
  if (roles.length === 0) return new Map();
  const wanted = hosts.flatMap((host) => roles.flatMap(({ role }) => role.downloads?.({ host, inventory }) ?? []));
  const { fetchDownloads } = await import("./fetch-downloads.ts");
  const notice = (message: string): void => options.report?.({ type: "notice", level: "warning", message });
  return await fetchDownloads(wanted, { repository: findRepository(resolve(options.folder ?? "")), notice });
}

/** A playbook, and where it and an error in its files stand. */
interface Loaded extends Pick<LoadedPlaybook, "playbook" | "locate">, Partial<Pick<LoadedPlaybook, "placeOf">> {
  readonly isTyped: boolean;
}

/** Loads a playbook whose types do not fit, too: what is wrong in the inventory shall not wait until they do. */
async function loadGiven(given: Playbook | string, options: CheckOptions, { attempt }: Collector): Promise<Loaded | undefined> {
  if (typeof given !== "string") return { playbook: given, isTyped: true, locate: () => undefined };
  const folder = resolve(options.folder ?? "");
  const file = await attempt(() => findPlaybookFile(given, { repository: findRepository(folder), folder }));
  if (!file) return undefined;
  const isTyped = !(options.types ?? true) || (await attempt(() => checkTypes([file.path], folder).then(() => true))) === true;
  const load = async (): Promise<Loaded> => ({ ...(await loadPlaybook(given, { folder })), isTyped });
  return await attempt(() => (isTyped ? load() : despiteTypes(load)));
}

/** Who is worked on; a mistake in the playbook's own pattern has a place in its file. */
async function hostsOf({ playbook, placeOf }: Loaded, inventory: LoadedInventory, options: CheckOptions): Promise<readonly Host[]> {
  try {
    return await selectHosts(inventory, playbook.hosts, options);
  } catch (error) {
    if (!(error instanceof Failures) || placeOf === undefined) throw error;
    throw new Failures(error.failures.map((one) => (one.where === playbook.hosts ? amend(one, { where: placeOf("hosts") }) : one)));
  }
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

/** What of the work tags and kinds take; `undefined` where that is all of it. */
function selection(choice: TagChoice & Pick<CheckOptions, "kinds">, work: readonly HostWork[]): Prepared["selects"] {
  const selects = ({ tags, resource }: Declared): boolean => selectsTags(choice, tags) && (choice.kinds?.includes(resource.kind) ?? true);
  return work.every(({ declared }) => declared.every(selects)) ? undefined : selects;
}

async function compileLocated(
  loaded: Loaded,
  hosts: readonly Host[],
  { inventory, downloads }: { readonly inventory: LoadedInventory; readonly downloads: Downloads },
): Promise<readonly CompiledHost[] | undefined> {
  const { playbook, locate, isTyped } = loaded;
  const work = (): readonly CompiledHost[] => compile(playbook, hosts, inventory, downloads);
  try {
    return isTyped ? work() : await despiteTypes(work);
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    throw new Failures(error.failures.map((failure) => located(failure, locate)));
  }
}

/** Puts the place in a role's file before the role that it failed in. */
function located(failure: Failure, locate: Loaded["locate"]): Failure {
  const place = isInCode(failure) ? (locate(failure.cause) ?? locate(failure)) : undefined;
  return place === undefined ? failure : amend(failure, { where: `${place}: ${failure.where}` });
}
