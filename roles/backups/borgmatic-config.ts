import { FromHost, missing, osRelease, packageVersion, renderYaml, type Sealed, sealed } from "geosteer";
import { KNOWN_HOSTS, PASSPHRASE, SSH_KEY } from "./places.ts";
import { databaseHooks, type Options } from "./postgresql.ts";
import { type Backup, isRemote } from "./variables.ts";

/** The command that reaches a backup server: with this key alone, only where the host key is known, and never waiting for a person. */
export const sshCommand = [
  `ssh -i ${SSH_KEY}`,
  `-o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=${KNOWN_HOSTS}`,
  "-o ConnectTimeout=20 -o ServerAliveInterval=30 -o ServerAliveCountMax=4",
].join(" ");

/** How a version of borgmatic takes its options: in sections (before 1.8, which Debian 12 has) or not. */
export type Form = "sections" | "flat";

/**
 * The configuration in the form that the host's borgmatic takes: the one that is installed, or that apt is about to install. A host whose package
 * lists were never fetched is judged by its release.
 */
export function configOnHost(vars: Backup): FromHost<Sealed> {
  return new FromHost(async (ask) => {
    const [version, release] = await Promise.all([ask(packageVersion, "borgmatic"), ask(osRelease, "")]);
    const debian = release === missing ? undefined : release.versionId;
    return borgmaticConfig(vars, formOf(version === missing ? undefined : version, debian));
  });
}

/** The form for a version of the package; where it is unknown, for a release of Debian: 12, or none for testing. */
export function formOf(version: string | undefined, debian: string | undefined): Form {
  const [, major, minor] = /^(?:\d+:)?(\d+)\.(\d+)/.exec(version ?? "") ?? [];
  if (major === undefined || minor === undefined) return Number(debian ?? Infinity) < 13 ? "sections" : "flat";
  return Number(major) > 1 || Number(minor) >= 8 ? "flat" : "sections";
}

/** borgmatic's configuration file, with the ping URL in it: it is root's alone. */
export function borgmaticConfig(vars: Backup, form: Form): Sealed {
  return sealed(vars.healthchecks?.ping_url ?? "", (pingUrl) => renderYaml(optionsOf(vars, { form, pingUrl })));
}

function optionsOf(vars: Backup, { form, pingUrl }: { readonly form: Form; readonly pingUrl: string }): Options {
  const extra = vars.extra_options;
  const sections = {
    location: { ...locationOf(vars, form), ...extra.location },
    storage: { ...storageOf(vars), ...extra.storage },
    retention: { ...vars.retention, ...extra.retention },
    consistency: { checks: vars.checks, ...extra.consistency },
    hooks: { ...hooksOf(vars, pingUrl), ...extra.hooks },
  };
  return form === "sections" ? sections : Object.fromEntries(Object.values(sections).flatMap((one) => Object.entries<unknown>(one)));
}

function locationOf(vars: Backup, form: Form): Options {
  return {
    source_directories: vars.source_directories,
    repositories: vars.repositories.map(({ path, label }) => (form === "sections" ? path : { path, label })),
    remote_path: vars.remote_path,
    one_file_system: vars.one_file_system,
    exclude_patterns: filled(vars.exclude_patterns),
    exclude_if_present: filled(vars.exclude_if_present),
  };
}

function storageOf({ passphrase, compression, repositories }: Backup): Options {
  return {
    encryption_passcommand: passphrase && `cat ${PASSPHRASE}`,
    compression,
    ssh_command: repositories.some(isRemote) ? sshCommand : undefined,
  };
}

function hooksOf(vars: Backup, pingUrl: string): Options {
  return {
    before_backup: filled(vars.before_backup),
    after_backup: filled(vars.after_backup),
    on_error: filled(vars.on_error),
    postgresql_databases: filled(databaseHooks(vars.postgresql_databases)),
    healthchecks: vars.healthchecks && { ...vars.healthchecks, ping_url: pingUrl },
  };
}

function filled<Item>(items: readonly Item[]): readonly Item[] | undefined {
  return items.length === 0 ? undefined : items;
}
