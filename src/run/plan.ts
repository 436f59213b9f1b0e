import type { Playbook } from "../model/playbook.ts";
import type { RunResult } from "./converge-prepared.ts";
import type { PlanOptions } from "./options.ts";
import { runPlaybook } from "./run-playbook.ts";

/**
 * Finds out what would change on the hosts of a playbook, given as a value or by its name; nothing on them is touched and no lock is taken.
 * Mistakes that can be found without a host are thrown as `Failures`, before any connection; what fails on a host is in the result.
 *
 * @example const { changes } = await plan("all", { limit: "us" })
 */
export async function plan(playbook: Playbook | string, options: PlanOptions = {}): Promise<RunResult> {
  return await runPlaybook("plan", playbook, options);
}
