import { resolve } from "node:path";
import { type CheckResult, check } from "./check.ts";
import { checkTypes } from "./check-types.ts";
import { collector } from "./collect.ts";
import { findRepository } from "./find-repository.ts";
import { loadFleet } from "./load-fleet.ts";
import type { CheckOptions } from "./options.ts";
import { playbookFiles } from "./playbook-file.ts";
import { roleFiles } from "./role-files.ts";

/** Checks all playbooks of a repository, and the types of all its roles, whether a playbook uses them or not. Throws all mistakes together. */
export async function checkRepository(options: CheckOptions): Promise<readonly CheckResult[]> {
  const folder = resolve(options.folder ?? "");
  const repository = findRepository(folder);
  const playbooks = playbookFiles(repository);
  const { attempt, throwIfAny } = collector();
  await attempt(() => checkTypes([...playbooks.values(), ...roleFiles(repository).values()], folder));
  await attempt(() => loadFleet(options));
  throwIfAny();
  const results: CheckResult[] = [];
  for (const name of playbooks.keys()) {
    const result = await attempt(() => check(name, { ...options, types: false }));
    if (result) results.push(result);
  }
  throwIfAny();
  return results;
}
