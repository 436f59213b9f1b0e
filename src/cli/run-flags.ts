import type { Command } from "commander";
import type { PlanOptions } from "../run/options.ts";
import { type ConnectingFlags, connectingOptions } from "./connecting-flags.ts";
import { addFleetFlags, addReachFlags, collect, positiveInteger } from "./fleet-flags.ts";
import { addShowFlags } from "./show.ts";
import type { Surroundings } from "./surroundings.ts";

/** Options of `plan` and `apply`, as commander hands them over. */
export interface RunFlags extends ConnectingFlags {
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  readonly check: boolean;
  readonly maxFailures?: number;
  readonly prune?: true;
  readonly pruneUsers?: true;
  readonly force?: true;
  readonly without?: readonly string[];
}

/** What `--force` does, as its help says it. */
export const FORCE =
  "make changes that do more than is likely meant, too, such as pruning more than 30 % of a host's resources, or more than 20";

/** Adds the options that `plan` and `apply` share. */
export function addRunFlags(command: Command): Command {
  addFleetFlags(command);
  addTagFlags(command.optionsGroup("What is done:"))
    .option("--max-failures <number>", "begin no further host after so many have failed (default: the playbook's)", positiveInteger)
    .option("--prune", "remove what no playbook of the folder declares any more, but for users, groups, their keys and sudo rights")
    .option("--prune-users", "--prune, and users, groups, their keys and sudo rights, too; homes and the keys that log in stay")
    .option("--force", FORCE)
    .option("--without <host>", "leave this host out on purpose, also of what hosts make together; may be given several times", collect)
    .option("--no-check", "leave out the type check");
  addReachFlags(command);
  return addShowFlags(command);
}

/** Adds `--tags` and `--skip-tags`. */
export function addTagFlags(command: Command): Command {
  return command
    .option("-t, --tags <list>", "only what has one of these tags; each role's name is one, `always` is always taken", collectList)
    .option("--skip-tags <list>", "all but what has one of these tags", collectList);
}

/** What the options ask `plan` and `apply` for. */
export async function planOptions(flags: RunFlags, surroundings: Surroundings): Promise<PlanOptions> {
  return {
    ...(await connectingOptions(flags, surroundings)),
    tags: flags.tags,
    skipTags: flags.skipTags,
    types: flags.check,
    maxFailures: flags.maxFailures,
    verbose: flags.verbose > 0,
    force: flags.force,
    without: flags.without,
    prune: flags.prune || flags.pruneUsers ? { users: flags.pruneUsers, force: flags.force } : undefined,
  };
}

function collectList(value: string, before: readonly string[] = []): readonly string[] {
  return [
    ...before,
    ...value
      .split(",")
      .map((tag) => tag.trim())
      .filter((tag) => tag !== ""),
  ];
}
