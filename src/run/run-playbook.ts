import type { Playbook } from "../model/playbook.ts";
import type { RunResult } from "./converge-prepared.ts";
import type { ApplyOptions } from "./options.ts";
import { changesByHost } from "./saved-plan.ts";

/**
 * Prepares a playbook and converges its hosts. What a run needs is imported here, all of it side by side: reading some hundred small files one
 * after another is most of what a start costs.
 */
export async function runPlaybook(mode: "plan" | "apply", playbook: Playbook | string, options: ApplyOptions): Promise<RunResult> {
  const [{ prepare }, { convergePrepared }, { orphanOptions }] = await Promise.all([
    import("./prepare.ts"),
    import("./converge-prepared.ts"),
    import("./orphan-options.ts"),
    // The transport of nearly every host; the others are loaded when they are met.
    import("../transport/ssh.ts"),
  ]);
  const prepared = await prepare(playbook, options);
  const { saved, ...rest } = options;
  const looks = mode === "plan" || options.prune !== undefined;
  const extras = {
    ...(looks && { orphans: orphanOptions({ own: [prepared.playbook.name], inventory: prepared.inventory }, options) }),
    ...(saved && { saved: changesByHost(saved) }),
  };
  return await convergePrepared(mode, prepared, { ...rest, extras });
}
