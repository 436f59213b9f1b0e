import { renameSync, writeFileSync } from "node:fs";
import { extname, resolve } from "node:path";
import { Failure } from "../model/failure.ts";
import type { RunResult } from "../run/converge-prepared.ts";
import { findRepository } from "../run/find-repository.ts";
import { gitCommit } from "../run/git-commit.ts";
import { keptExtraVars } from "../run/kept-extra-vars.ts";
import type { PlanOptions } from "../run/options.ts";
import { type PlanCircumstances, savedPlan } from "../run/saved-plan.ts";

/** A plan that was made, and how. */
interface Planned {
  readonly playbook: string;
  readonly options: PlanOptions;
  readonly result: RunResult;
}

/** Saves a plan to a file that only its user can read; hosts that could not be planned are not in it. Throws `USAGE` where it cannot be written. */
export function writePlan(path: string, { playbook, options, result }: Planned): void {
  const { hosts, essences } = result;
  const planned = Object.entries(result.changes)
    .filter(([host]) => hosts[host]?.failed === 0)
    .map(([host, changes]) => [host, { changes, essences: essences[host] ?? [] }] as const);
  const text = JSON.stringify(savedPlan(circumstances(playbook, options), Object.fromEntries(planned)), null, 1);
  try {
    writeFileSync(`${path}.new`, `${text}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  } catch (cause) {
    throw new Failure("USAGE", "--out", `Cannot save the plan to ${path}: ${String(cause)}`, { cause });
  }
}

function circumstances(playbook: string, options: PlanOptions): PlanCircumstances {
  const { folder = "", inventory, extraVars = [] } = options;
  const commit = gitCommit(findRepository(folder));
  return {
    madeAt: new Date().toISOString(),
    ...(commit !== undefined && { commit }),
    playbook: playbook.includes("/") || extname(playbook) !== "" ? resolve(folder, playbook) : playbook,
    ...(inventory && { inventory: inventory.map((source) => resolve(folder, source)) }),
    extraVars: keptExtraVars(extraVars, folder),
    ...wishes(options),
  };
}

/** What the plan was asked for and `apply` must be told again. */
function wishes({ tags, skipTags, without, force, prune }: PlanOptions): Partial<PlanCircumstances> {
  return {
    ...(tags && { tags }),
    ...(skipTags && { skipTags }),
    ...(without && { without }),
    ...(force && { force }),
    ...(prune && { prune }),
  };
}
