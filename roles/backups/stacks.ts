import { backupOfStacks, checkedStacks, type DefinedStack, readRoleVars, type RoleInput } from "geosteer";
import { frontEndStacks, FrontEndVars } from "../front-ends/catalogue.ts";
import { statefulStacks, StatefulStackVars } from "../stateful-stacks/catalogue.ts";
import type { Backup } from "./variables.ts";

type Input = RoleInput<Backup>;

/** Adds to the variables what the stacks of the host keep: whichever playbook has the role `backups`, it says the same. */
export function withStacks(input: Input): Backup {
  const { vars } = input;
  if (vars.stacks === "none" || vars.repositories.length === 0) return vars;
  const kept = backupOfStacks(stacksOf(input));
  const isWhole = vars.stacks === "all";
  const folders = isWhole ? kept.source_directories : kept.source_directories.filter((path) => !kept.writable_paths.includes(path));
  return {
    ...vars,
    source_directories: [...vars.source_directories, ...folders],
    extra_options: { ...vars.extra_options, location: withPatterns(vars.extra_options.location, folders) },
    ...(isWhole && {
      postgresql_databases: [...vars.postgresql_databases, ...kept.postgresql_databases],
      before_backup: [...vars.before_backup, ...kept.before_backup],
      writable_paths: [...vars.writable_paths, ...kept.writable_paths],
    }),
  };
}

/** The folders for dumps that stacks write: a hook cannot make one, for it may write to no other place. */
export function dumpFolders(input: Input): readonly string[] {
  const { stacks, repositories } = input.vars;
  return stacks === "all" && repositories.length > 0 ? backupOfStacks(stacksOf(input)).writable_paths : [];
}

function stacksOf({ host, inventory }: Input): Readonly<Record<string, DefinedStack>> {
  const isSet = (variable: string): boolean => inventory.roleVars(host, variable) !== undefined;
  const chosen = [
    ...(isSet("front_ends")
      ? [{ variable: "front_ends", ...frontEndStacks(readRoleVars(FrontEndVars, { role: "front-ends", host, inventory }), host.name) }]
      : []),
    ...(isSet("stateful_stacks")
      ? [
          {
            variable: "stateful_stacks",
            ...statefulStacks(readRoleVars(StatefulStackVars, { role: "stateful-stacks", host, inventory }), host.name),
          },
        ]
      : []),
  ];
  return Object.assign({}, ...chosen.map(({ variable, ...one }) => checkedStacks(one, { host, inventory, variable }))) as Readonly<
    Record<string, DefinedStack>
  >;
}

/** Patterns come before `exclude_patterns`: a host that leaves /var/lib/docker out has the volumes in its archives all the same. */
function withPatterns(location: Backup["extra_options"]["location"], folders: readonly string[]): Backup["extra_options"]["location"] {
  const { patterns } = location;
  const own = Array.isArray(patterns) ? patterns : [];
  return folders.length === 0 ? location : { ...location, patterns: [...folders.map((path) => `+ pp:${path}`), ...own] };
}
