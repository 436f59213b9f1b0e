import { compile } from "../engine/compile.ts";
import type { Elsewhere } from "../engine/orphans.ts";
import type { LoadedInventory } from "../inventory/load-inventory.ts";
import type { Report } from "../model/event.ts";
import { Failure, Failures } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import type { Playbook } from "../model/playbook.ts";
import type { Resource } from "../model/resource.ts";
import { loadPlaybook } from "./load-playbook.ts";

/** The playbooks of a folder, seen from a run of some of them. */
export interface PlaybookFolder {
  readonly folder: string;
  /** Name → path. */
  readonly files: ReadonlyMap<string, string>;
  /** Those of the run. */
  readonly own: readonly string[];
  readonly inventory: LoadedInventory;
  readonly report: Report;
}

/** Answers what the other playbooks of a folder declare. They are loaded when first asked for, and compiled for one host after another. */
export function elsewhere({ folder, files, own, inventory, report }: PlaybookFolder): Elsewhere {
  const others = [...files.keys()].filter((name) => !own.includes(name));
  const isOfFolder = own.every((name) => files.has(name));
  let loading: Promise<readonly Playbook[]> | undefined;
  let isTold = false;
  const load = async (): Promise<readonly Playbook[]> =>
    await Promise.all(others.map(async (name) => (await loadPlaybook(name, { folder })).playbook));

  function tell(failures: readonly Failure[]): void {
    if (isTold) return;
    isTold = true;
    const reasons = failures.map(({ where, message }) => `${where}: ${message}`);
    const more = reasons.length > 1 ? ` (and ${reasons.length - 1} more)` : "";
    const message = `What is no longer declared cannot be known: another playbook cannot be compiled: ${reasons[0] ?? ""}${more}`;
    report({ type: "notice", level: "warning", message });
  }

  return {
    isGone: (name) => isOfFolder && !files.has(name),
    declared: async (host) => {
      try {
        loading ??= load();
        const selecting = (await loading).filter(({ hosts }) => inventory.select(hosts).some(({ name }) => name === host.name));
        return new Map(selecting.map((playbook) => [playbook.name, declaredBy(playbook, host, inventory)]));
      } catch (error) {
        if (!(error instanceof Failures || error instanceof Failure)) throw error;
        tell(error instanceof Failures ? error.failures : [error]);
        return undefined;
      }
    },
  };
}

function declaredBy(playbook: Playbook, host: Host, inventory: LoadedInventory): readonly Resource[] {
  return compile(playbook, [host], inventory).flatMap(({ declared }) => declared.map(({ resource }) => resource));
}
