import { resolve } from "node:path";
import { type CheckResult, check } from "./check.ts";
import { checkTypes } from "./check-types.ts";
import { collector } from "./collect.ts";
import { despiteTypes } from "./despite-types.ts";
import { findRepository } from "./find-repository.ts";
import { loadFleet, reportWarnings } from "./load-fleet.ts";
import type { CheckOptions } from "./options.ts";
import { playbookFiles } from "./playbook-file.ts";
import { roleFiles } from "./role-files.ts";

/** Checks all playbooks of a repository, and the types of all its roles, whether a playbook uses them or not. Throws all mistakes together. */
export async function checkRepository(options: CheckOptions): Promise<readonly CheckResult[]> {
  const folder = resolve(options.folder ?? "");
  const repository = findRepository(folder);
  const playbooks = playbookFiles(repository);
  const { attempt, raise, throwIfAny } = collector();
  const areTyped =
    (await attempt(() => checkTypes([...playbooks.values(), ...roleFiles(repository).values()], folder).then(() => true))) ?? false;
  const inventory = await attempt(() => loadFleet(options));
  if (!inventory) return raise();
  reportWarnings(inventory, options);
  const results: CheckResult[] = [];
  for (const name of playbooks.keys()) {
    const checkOne = (): Promise<CheckResult> => check(name, { ...options, types: false, report: undefined });
    const result = await attempt(() => (areTyped ? checkOne() : despiteTypes(checkOne)));
    if (result) results.push(result);
  }
  throwIfAny();
  return results;
}
