import type { RunExtras, RunResult } from "./converge-prepared.ts";
import type { PlanOptions } from "./options.ts";

/** Options of `drift`: those of `plan`, for all of what its playbooks declare. */
export type DriftOptions = Omit<PlanOptions, "tags" | "skipTags" | "prune">;

/**
 * Plans several playbooks together, one connection a host, and tells what was changed on the hosts from what was changed in the playbooks since
 * they were applied, and from what they no longer declare. Nothing on a host is touched. Without names: all playbooks of the folder.
 *
 * @example const { hosts } = await drift(); // hosts.eu: { changed: 3, drifted: 1, undeclared: 2, … }
 */
export async function drift(playbooks: readonly string[] = [], options: DriftOptions = {}): Promise<RunResult> {
  const [{ prepareAll }, { convergePrepared }, { orphanOptions }] = await Promise.all([
    import("./prepare-all.ts"),
    import("./converge-prepared.ts"),
    import("./orphan-options.ts"),
    import("../transport/ssh.ts"),
  ]);
  const { names, ...prepared } = await prepareAll(playbooks, options);
  const about = { own: names, given: playbooks, inventory: prepared.inventory, isThorough: true };
  const extras: RunExtras = { orphans: (report) => orphanOptions({ ...about, report }, options), drift: { playbooks: names } };
  return await convergePrepared("plan", prepared, { ...options, extras });
}
