import { Failure } from "../model/failure.ts";
import { extraVarsAgain } from "../run/kept-extra-vars.ts";
import { loadFleet } from "../run/load-fleet.ts";
import type { ApplyOptions } from "../run/options.ts";
import { loadSavedPlan, type SavedPlan } from "../run/saved-plan.ts";
import type { ApplyFlags } from "./apply-flags.ts";
import { planOptions } from "./run-flags.ts";
import type { Surroundings } from "./surroundings.ts";

/** Options that a saved plan has an answer to: whoever gives them wants another plan. */
const ANSWERED = ["inventory", "tags", "skipTags", "prune", "pruneUsers", "force"] as const satisfies readonly (keyof ApplyFlags)[];

/** Is what is to be applied a saved plan and no playbook? */
export function isSavedPlan(target: string): boolean {
  return target.endsWith(".json");
}

/** What a saved plan asks `apply` for: its playbook, on its hosts, planned as it was. Throws `USAGE` for options that ask for anything else. */
export async function savedPlanRun(
  path: string,
  flags: ApplyFlags,
  surroundings: Surroundings,
): Promise<{ readonly playbook: string; readonly options: ApplyOptions }> {
  const saved = loadSavedPlan(path);
  const contrary = ANSWERED.find((name) => flags[name] !== undefined);
  if (contrary !== undefined) {
    const option = `--${contrary.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
    throw new Failure("USAGE", option, `Cannot apply a saved plan with ${option}: the plan was made with what it says itself`, {
      hint: "Plan again with it",
    });
  }
  const { playbook, inventory, tags, skipTags, force, prune, without = [] } = saved;
  const extraVars = extraVarsAgain(saved.extraVars, flags.extraVars ?? []);
  const options = { ...(await planOptions(flags, surroundings)), inventory, tags, skipTags, force, prune, extraVars };
  const allWithout = [...without, ...(flags.without ?? [])];
  return { playbook, options: { ...options, without: allWithout, limit: await hostsOf(saved, path, options), saved } };
}

/** The plan's hosts, or those of them that `--limit` selects, as a pattern. */
async function hostsOf({ hosts }: SavedPlan, path: string, options: ApplyOptions): Promise<string> {
  const { limit } = options;
  const selected = limit === undefined ? undefined : (await loadFleet(options)).select(limit).map(({ name }) => name);
  const names = Object.keys(hosts).filter((name) => selected?.includes(name) ?? true);
  if (names.length > 0) return names.join(",");
  const why = limit === undefined ? "it has no host" : `"${limit}" has none of its hosts`;
  throw new Failure("USAGE", path, `Cannot apply the plan ${path}: ${why}`, {
    hint: `Its hosts: ${Object.keys(hosts).join(", ") || "none"}`,
  });
}
