import type { Playbook } from "../model/playbook.ts";
import type { RunExtras, RunResult } from "./converge-prepared.ts";
import type { ApplyOptions } from "./options.ts";
import { changesByHost } from "./saved-plan.ts";

/**
 * Prepares a playbook and converges its hosts. What a run needs is imported here, all of it side by side: reading some hundred small files one
 * after another is most of what a start costs.
 */
export async function runPlaybook(mode: "plan" | "apply", playbook: Playbook | string, options: ApplyOptions): Promise<RunResult> {
  const looksAround = mode === "plan" || options.prune !== undefined;
  const [{ prepare }, { convergePrepared }, around] = await Promise.all([
    import("./prepare.ts"),
    import("./converge-prepared.ts"),
    looksAround ? import("./orphan-options.ts") : undefined,
    // The transport of nearly every host; the others are loaded when they are met.
    import("../transport/ssh.ts"),
  ]);
  const prepared = await prepare(playbook, options);
  const { saved, ...rest } = options;
  const about = { own: [prepared.playbook.name], given: typeof playbook === "string" ? [playbook] : [], inventory: prepared.inventory };
  const extras: RunExtras = {
    ...(around && { orphans: (report) => around.orphanOptions({ ...about, report }, options) }),
    ...(saved && { saved: changesByHost(saved) }),
  };
  return await convergePrepared(mode, prepared, { ...rest, extras });
}
