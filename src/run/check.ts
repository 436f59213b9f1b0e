import type { Playbook } from "../model/playbook.ts";
import type { CheckOptions } from "./options.ts";

/** What a check looked at. */
export interface CheckResult {
  readonly playbook: string;
  /** Host → how many resources the playbook declares for it. */
  readonly resources: Readonly<Record<string, number>>;
}

/**
 * Checks a playbook, given as a value or by its name, without connecting to any host: types, names, patterns, variables, resources. All mistakes
 * are thrown together, as `Failures`.
 *
 * @example await check("all", { inventory: ["inventory/", "staging.yml"] })
 */
export async function check(playbook: Playbook | string, options: CheckOptions = {}): Promise<CheckResult> {
  const { prepare } = await import("./prepare.ts");
  const { playbook: prepared, work } = await prepare(playbook, options);
  return { playbook: prepared.name, resources: Object.fromEntries(work.map(({ host, declared }) => [host.name, declared.length])) };
}
