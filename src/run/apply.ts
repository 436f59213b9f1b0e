import type { Playbook } from "../model/playbook.ts";
import type { RunResult } from "./converge-prepared.ts";
import type { ApplyOptions } from "./options.ts";
import { runPlaybook } from "./run-playbook.ts";

/**
 * Brings the hosts of a playbook, given as a value or by its name, to the state that it declares, and plans them again to prove it. Nobody is
 * asked unless `confirm` is given. Mistakes that can be found without a host are thrown as `Failures`, before any connection; what fails on a
 * host is in the result.
 *
 * @example const { hosts, failures } = await apply(playbook({ name: "motd", hosts: "all", roles: [motd] }))
 */
export async function apply(playbook: Playbook | string, options: ApplyOptions = {}): Promise<RunResult> {
  return await runPlaybook("apply", playbook, options);
}
