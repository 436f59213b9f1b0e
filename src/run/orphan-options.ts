import { resolve } from "node:path";
import type { OrphanOptions } from "../engine/pruning.ts";
import type { Report } from "../model/event.ts";
import { elsewhere } from "./elsewhere.ts";
import { findRepository } from "./find-repository.ts";
import { loadKinds } from "./kinds.ts";
import type { PlanOptions } from "./options.ts";
import { findPlaybookFile, playbookFiles } from "./playbook-file.ts";
import type { Prepared } from "./prepare.ts";

/** What a run is about, beside its options. */
interface About extends Pick<Prepared, "inventory"> {
  readonly report: Report;
  /** Names of its playbooks. */
  readonly own: readonly string[];
  /** As they were given: those that are no value, by name or path. */
  readonly given: readonly string[];
  readonly isThorough?: boolean;
}

/** How a run finds, and with `prune` removes, what no playbook of the folder declares any more. */
export function orphanOptions(
  { own, given, inventory, isThorough, report }: About,
  { folder: start = "", prune, force: always = false }: PlanOptions,
): OrphanOptions {
  const folder = resolve(start);
  const repository = findRepository(folder);
  const files = playbookFiles(repository);
  const paths = new Set(files.values());
  const isOfFolder =
    own.every((name) => files.has(name)) && given.every((one) => paths.has(findPlaybookFile(one, { repository, folder }).path));
  let kinds: ReturnType<typeof loadKinds> | undefined;
  return {
    elsewhere: elsewhere({ folder, files, own, isOfFolder, inventory, report }),
    kind: async (name) => {
      kinds ??= loadKinds();
      return (await kinds).find(({ kind }) => kind === name);
    },
    ...(isThorough !== undefined && { isThorough }),
    ...(prune !== undefined && { prune: { users: prune.users ?? false, force: prune.force ?? always } }),
  };
}
