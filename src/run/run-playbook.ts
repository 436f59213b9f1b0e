import type { Playbook } from "../model/playbook.ts";
import type { RunResult } from "./converge-prepared.ts";
import type { ApplyOptions } from "./options.ts";

/**
 * Prepares a playbook and converges its hosts. What a run needs is imported here, all of it side by side: reading some hundred small files one
 * after another is most of what a start costs.
 */
export async function runPlaybook(mode: "plan" | "apply", playbook: Playbook | string, options: ApplyOptions): Promise<RunResult> {
  const [{ prepare }, { convergePrepared }] = await Promise.all([
    import("./prepare.ts"),
    import("./converge-prepared.ts"),
    // The transport of nearly every host; the others are loaded when they are met.
    import("../transport/ssh.ts"),
  ]);
  return await convergePrepared(mode, await prepare(playbook, options), options);
}
