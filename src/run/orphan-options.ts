import { resolve } from "node:path";
import type { OrphanOptions } from "../engine/pruning.ts";
import type { Report } from "../model/event.ts";
import { elsewhere } from "./elsewhere.ts";
import { findRepository } from "./find-repository.ts";
import { loadKinds } from "./kinds.ts";
import type { PlanOptions } from "./options.ts";
import { playbookFiles } from "./playbook-file.ts";
import type { Prepared } from "./prepare.ts";

/** What a run is about, beside its options. */
interface About extends Pick<Prepared, "inventory"> {
  readonly report: Report;
  /** Names of its playbooks. */
  readonly own: readonly string[];
  readonly isThorough?: boolean;
}

/** How a run finds, and with `prune` removes, what no playbook of the folder declares any more. */
export function orphanOptions({ own, inventory, isThorough, report }: About, { folder = "", prune }: PlanOptions): OrphanOptions {
  const files = playbookFiles(findRepository(resolve(folder)));
  let kinds: ReturnType<typeof loadKinds> | undefined;
  return {
    elsewhere: elsewhere({ folder: resolve(folder), files, own, inventory, report }),
    kind: async (name) => {
      kinds ??= loadKinds();
      return (await kinds).find(({ kind }) => kind === name);
    },
    ...(isThorough !== undefined && { isThorough }),
    ...(prune !== undefined && { prune: { users: prune.users ?? false, force: prune.force ?? false } }),
  };
}
