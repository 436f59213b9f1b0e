import { join, resolve } from "node:path";
import { hostMistakes } from "../engine/host-mistakes.ts";
import { type LoadedInventory, loadInventory } from "../inventory/load-inventory.ts";
import type { Report } from "../model/event.ts";
import { hintOfWords } from "../model/did-you-mean.ts";
import { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { collector } from "./collect.ts";
import { findRepository, isFolder } from "./find-repository.ts";
import { withLogin } from "./login.ts";
import type { FleetOptions } from "./options.ts";
import { allRoleFiles } from "./role-files.ts";
import { secretKeys } from "./secret-keys.ts";

/** Reads the inventory of a run: what is given, or `inventory/` of the repository. Throws `USAGE` where there is none. */
export async function loadFleet(options: FleetOptions): Promise<LoadedInventory> {
  const folder = resolve(options.folder ?? "");
  const repository = findRepository(folder);
  const sources = options.inventory ?? [];
  if (sources.length === 0 && !isFolder(join(repository, "inventory"))) {
    throw new Failure("USAGE", "inventory/", `Cannot read the inventory: there is no folder inventory/ here or above ${folder}`, {
      hint: "Name one by -i, or start in the folder of your repository",
    });
  }
  return await loadInventory({
    sources: sources.length > 0 ? sources : [join(repository, "inventory")],
    extraVars: options.extraVars ?? [],
    roleNames: [...allRoleFiles(repository).keys()],
    folder,
    keys: secretKeys(options.secrets, folder),
  });
}

/** Reports what is odd in an inventory, and no mistake. */
export function reportWarnings(inventory: LoadedInventory | undefined, { report }: { readonly report?: Report | undefined }): void {
  for (const { where, message } of inventory?.warnings ?? [])
    report?.({ type: "notice", level: "warning", message: `${where}: ${message}` });
}

/**
 * The hosts that patterns select: `hosts` of a playbook, and of those the ones that `limit` selects, each with its address read. Throws `USAGE`
 * where none is left.
 */
export async function selectHosts(
  inventory: LoadedInventory,
  hosts: string,
  { limit, without = [], login = {} }: FleetOptions,
): Promise<readonly Host[]> {
  const { attempt, throwIfAny } = collector();
  const wanted = (await attempt(() => inventory.select(hosts))) ?? [];
  const limited = limit === undefined ? wanted : ((await attempt(() => inventory.select(limit))) ?? []);
  for (const name of without) await attempt(() => requireHost(inventory, name));
  throwIfAny();
  const names = new Set(limited.map(({ name }) => name).filter((name) => !without.includes(name)));
  const selected = wanted.filter(({ name }) => names.has(name));
  if (selected.length === 0) throw nothingLeft(hosts, { limit, without }, wanted);
  const mistakes = hostMistakes(selected.length);
  const reachable = selected.flatMap((host) => mistakes.attempt(host, () => withLogin(host, login)) ?? []);
  mistakes.throwIfAny();
  return reachable;
}

function requireHost({ hosts }: LoadedInventory, name: string): void {
  if (hosts.some((host) => host.name === name)) return;
  const known = hosts.map((host) => host.name);
  throw new Failure("USAGE", "--without", `Cannot leave out "${name}": the inventory has no such host`, { hint: hintOfWords(name, known) });
}

function nothingLeft(hosts: string, { limit, without = [] }: FleetOptions, wanted: readonly Host[]): Failure {
  const names = wanted.map(({ name }) => name).join(", ");
  const chosen = limit === undefined ? `without ${without.join(", ")} there is` : `"${limit}" has`;
  return new Failure("USAGE", "--limit", `Cannot select hosts: ${chosen} none of the hosts of "${hosts}"`, {
    hint: `"${hosts}" has ${names}`,
  });
}
