import { compile } from "../engine/compile.ts";
import type { Elsewhere } from "../engine/orphans.ts";
import type { LoadedInventory } from "../inventory/load-inventory.ts";
import type { Report } from "../model/event.ts";
import { Failure, Failures } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { type Playbook, roleUses } from "../model/playbook.ts";
import type { Resource } from "../model/resource.ts";
import { knownDownloads } from "./fetch-downloads.ts";
import { findRepository } from "./find-repository.ts";
import { loadPlaybook } from "./load-playbook.ts";

/** The playbooks of a folder, seen from a run of some of them. */
export interface PlaybookFolder {
  readonly folder: string;
  /** Name → path. */
  readonly files: ReadonlyMap<string, string>;
  /** Those of the run. */
  readonly own: readonly string[];
  /** Are those of the run playbooks of this folder? */
  readonly isOfFolder: boolean;
  readonly inventory: LoadedInventory;
  readonly report: Report;
}

/** Answers what the other playbooks of a folder declare. They are loaded when first asked for, and compiled for one host after another. */
export function elsewhere({ folder, files, own, isOfFolder, inventory, report }: PlaybookFolder): Elsewhere {
  const others = [...files.keys()].filter((name) => !own.includes(name));
  let loading: Promise<readonly Playbook[]> | undefined;
  const tell = tellOnce(report);
  const load = async (): Promise<readonly Playbook[]> =>
    await Promise.all(others.map(async (name) => (await loadPlaybook(name, { folder })).playbook));

  /** By its name; none where it leaves the host out. What cannot be told from its pattern declares nothing, and lives. */
  function declaredFor(host: Host, playbook: Playbook): readonly (readonly [string, readonly Resource[]])[] {
    const names = hostsOf(playbook, { inventory, tell });
    if (names === undefined) return [[playbook.name, []]];
    return names.includes(host.name) ? [[playbook.name, declaredBy(playbook, host, { inventory, folder })]] : [];
  }

  return {
    isGone: (name) => isOfFolder && !files.has(name),
    knowsOthers() {
      if (!isOfFolder)
        tell("", `What other playbooks declared is left alone, for they are not known: ${own.join(", ")} is not of ${folder}`);
      return isOfFolder;
    },
    declared: async (host) => {
      try {
        loading ??= load();
        return new Map((await loading).flatMap((playbook) => declaredFor(host, playbook)));
      } catch (error) {
        if (!(error instanceof Failures || error instanceof Failure)) throw error;
        tell("", mistakesOf(error instanceof Failures ? error.failures : [error]));
        return undefined;
      }
    },
  };
}

/** Says something about a playbook, or about all, once. */
type Tell = (about: string, message: string) => void;

function tellOnce(report: Report): Tell {
  const told = new Set<string>();
  return (about, message) => {
    if (!told.has(about)) report({ type: "notice", level: "warning", message });
    told.add(about);
  };
}

function mistakesOf(failures: readonly Failure[]): string {
  const reasons = failures.map(({ where, message }) => `${where}: ${message}`);
  const more = reasons.length > 1 ? ` (and ${reasons.length - 1} more)` : "";
  return `What is no longer declared cannot be known: another playbook cannot be compiled: ${reasons[0] ?? ""}${more}`;
}

/** Names of the hosts of a playbook; `undefined` where its pattern does not fit this inventory. */
function hostsOf(
  { name, hosts }: Playbook,
  { inventory, tell }: Pick<PlaybookFolder, "inventory"> & { readonly tell: Tell },
): readonly string[] | undefined {
  try {
    return inventory.select(hosts, { orNone: true }).map((host) => host.name);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    tell(name, `What playbook ${name} no longer declares cannot be known, and is left alone: ${error.message}`);
    return undefined;
  }
}

function declaredBy(
  playbook: Playbook,
  host: Host,
  { inventory, folder }: Pick<PlaybookFolder, "inventory" | "folder">,
): readonly Resource[] {
  const wanted = roleUses(playbook).flatMap(({ role }) => role.downloads?.({ host, inventory }) ?? []);
  const downloads = knownDownloads(wanted, { repository: findRepository(folder) });
  return compile(playbook, [host], inventory, downloads).flatMap(({ declared }) => declared.map(({ resource }) => resource));
}
