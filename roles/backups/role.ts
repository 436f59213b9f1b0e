import {
  aptPackages,
  command,
  config,
  directory,
  file,
  quote,
  type Resource,
  role,
  sealed,
  service,
  sha256,
  symlink,
  systemdUnit,
} from "geosteer";
import { configOnHost, sshCommand } from "./borgmatic-config.ts";
import { CONFIG, FOLDER, KNOWN_HOSTS, PASSPHRASE, PGPASS, PROGRAMS, SSH_KEY } from "./places.ts";
import { pgpass, postgresProgram, postgresPrograms } from "./postgresql.ts";
import { dailyAt } from "./schedule.ts";
import { dumpFolders, withStacks } from "./stacks.ts";
import { backupService, backupTimer } from "./units.ts";
import { type Backup, BackupVars, isRemote } from "./variables.ts";

/** 1.7, which Debian 12 has, would take `config validate` for files and make a backup; later versions still have the old checker, or `config validate`. */
const CHECKER = `if command -v validate-borgmatic-config >/dev/null; then validate-borgmatic-config -c ${CONFIG}
else borgmatic --config ${CONFIG} config validate; fi`;

/**
 * Daily backups by borgmatic to any number of borg repositories, with dumps of PostgreSQL's databases in them, and with what the host's stacks of
 * containers keep. The first run makes a repository
 * that is not there yet; that is its last step: where a repository cannot be reached the run fails, with borg's words and everything else in
 * place, and the next run tries again.
 *
 * @example
 * backups:
 *   repositories: [{ path: "ssh://borg@backup.example.org/./web1", label: offsite }]
 *   known_hosts: [backup.example.org ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ6zsOPLQfIhpTxC/ChFn6TSgEqr4sMWByvjZbq36Of1]
 *   source_directories: [/etc, /home, /var/lib]
 *   exclude_patterns: ["*.tmp", /var/lib/docker]
 *   postgresql_databases: [{ name: gitea }]
 *   passphrase: correct horse battery staple
 *   healthchecks: { ping_url: 11111111-2222-4333-8444-555555555555 }
 */
export const backups = role({
  name: "backups",
  description: "Daily backups by borgmatic, with dumps of PostgreSQL's databases.",
  installs: [
    "packages borgmatic, borgbackup, openssh-client (postgresql-client for databases)",
    "/etc/borgmatic",
    "/usr/local/lib/borgmatic (for databases)",
    "borgmatic.service, borgmatic.timer",
    "/var/backups/stacks (for stacks whose own programs write dumps)",
  ],
  vars: BackupVars,
  resources(input) {
    const { host } = input;
    const vars = withStacks(input);
    if (vars.repositories.length === 0) return [];
    const timer = systemdUnit({ name: "borgmatic.timer", content: backupTimer(dailyAt(host.name, vars.window)) });
    return [
      packages(vars),
      directory({ path: FOLDER, mode: "0700" }),
      ...dumpFolders(input).map((path) => directory({ path, mode: "0700" })),
      ...secretFiles(vars),
      ...(vars.repositories.some(isRemote) ? sshFiles(vars, host.name) : []),
      ...(vars.postgresql_databases.length > 0 ? postgresFiles() : []),
      config({ name: "borgmatic", files: [{ path: CONFIG, mode: "0600", content: configOnHost(vars) }], validate: ["sh", "-c", CHECKER] }),
      systemdUnit({ name: "borgmatic.service", content: backupService(vars) }),
      timer,
      service({ unit: "borgmatic.timer", running: true, enabled: true, restartOn: [timer] }),
      repositories(vars),
    ];
  },
});

function packages({ postgresql_databases: databases }: Backup): Resource {
  const client = databases.length > 0 ? ["postgresql-client"] : [];
  return aptPackages({ name: "backups", packages: ["borgmatic", "borgbackup", "openssh-client", ...client], recommends: false });
}

/** Files of root's that hold secrets; one that is not needed any more is removed. */
function secretFiles({ passphrase, postgresql_databases: databases }: Backup): readonly Resource[] {
  const passwords = pgpass(databases);
  return [
    passphrase === undefined
      ? file({ path: PASSPHRASE, absent: true })
      : file({ path: PASSPHRASE, mode: "0600", content: sealed(passphrase, (text) => text.replace(/\n+$/, "")) }),
    passwords === "" ? file({ path: PGPASS, absent: true }) : file({ path: PGPASS, mode: "0600", content: passwords }),
  ];
}

/** A key that is made on the host never leaves it. */
function sshFiles({ ssh_key: key, known_hosts: hostKeys }: Backup, host: string): readonly Resource[] {
  const make = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", `borgmatic@${host}`, "-f", SSH_KEY];
  return [
    key === undefined
      ? command({ name: "make borgmatic's SSH key", run: make, creates: SSH_KEY })
      : file({ path: SSH_KEY, mode: "0600", content: sealed(key, (text) => `${text.trimEnd()}\n`) }),
    file({ path: KNOWN_HOSTS, content: hostKeys.map((line) => `${line}\n`).join("") }),
  ];
}

function postgresFiles(): readonly Resource[] {
  const [first, ...others] = postgresPrograms;
  return [
    directory({ path: PROGRAMS }),
    file({ path: `${PROGRAMS}/${first}`, mode: "0755", content: postgresProgram() }),
    ...others.map((name) => symlink({ path: `${PROGRAMS}/${name}`, target: first })),
  ];
}

/**
 * borgmatic leaves a repository alone that is there. A note of what was made spares later runs the question, which would need the network. ssh is
 * tried first: borg may lose its words, which say why a server lets nobody in.
 */
function repositories({ repositories: wanted, encryption }: Backup): Resource {
  const made = `/var/lib/borgmatic/made-${sha256(wanted.map(({ path }) => path).join("\n")).slice(0, 16)}`;
  const servers = new Set(wanted.flatMap(({ path }) => /^ssh:\/\/[^/]+/.exec(path) ?? []));
  const steps = [
    ...[...servers].map((server) => `${sshCommand} ${quote(server)} true </dev/null >/dev/null || [ $? -ne 255 ] || exit`),
    `borgmatic --config ${CONFIG} --verbosity 0 --syslog-verbosity -1 init --encryption ${encryption} || exit`,
    `install -d -m 0700 /var/lib/borgmatic && : >${made}`,
  ];
  return command({ name: "make backup repositories", shell: steps.join("\n"), creates: made, timeoutMs: 300_000 });
}
