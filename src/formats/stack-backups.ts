import type { Sealed } from "../model/secret.ts";
import type { DefinedStack } from "./define-stack.ts";

/** Variables of the role `backups` by which it holds all that some stacks keep. */
export interface BackupOfStacks {
  readonly source_directories: readonly string[];
  readonly postgresql_databases: readonly {
    readonly name: string;
    readonly hostname: string;
    readonly port: number;
    readonly username: string;
    readonly password: Sealed;
  }[];
  readonly before_backup: readonly string[];
  readonly writable_paths: readonly string[];
}

/** Where a host has them. */
export interface StackFolders {
  /** Of the engine's volumes. Default: /var/lib/docker/volumes. */
  readonly volumes?: string;
  /** For what stacks write before a backup. Default: /var/backups/stacks. */
  readonly dumps?: string;
}

/**
 * Collects what a backup must hold to bring stacks back: the folders of their volumes, databases that are dumped by way of the loopback, and dumps that
 * a stack's own programs write first. `pg_dump` must be no older than the database's server.
 */
export function backupOfStacks(
  stacks: Readonly<Record<string, DefinedStack>>,
  { volumes = "/var/lib/docker/volumes", dumps = "/var/backups/stacks" }: StackFolders = {},
): BackupOfStacks {
  const all = Object.entries(stacks).flatMap(([name, { file, backup }]) =>
    backup === undefined ? [] : [{ name, project: file.name ?? name, ...backup }],
  );
  const before = all.flatMap((one) => one.before ?? []);
  return {
    source_directories: [
      ...all.flatMap(({ project, volumes: names }) => names.map((volume) => `${volumes}/${project}_${volume}/_data`)),
      ...(before.length > 0 ? [dumps] : []),
    ],
    postgresql_databases: all.flatMap(({ postgresql }) => (postgresql === undefined ? [] : [{ hostname: "127.0.0.1", ...postgresql }])),
    before_backup: before.length > 0 ? [`install -d -m 0700 ${dumps}`, ...before.map((line) => `dumps=${dumps}; ${line}`)] : [],
    writable_paths: before.length > 0 ? [dumps] : [],
  };
}
