import { type Sealed, secret, z } from "geosteer";

const Line = z.string().regex(/^[^\n\0]+$/, "must be one line");

const Hooks = z.array(Line).default([]);

/** A database that pg_dump is run for. */
const Database = z
  .strictObject({
    name: z.string().min(1).describe("The database's name, or `all`."),
    hostname: z.string().optional().describe("Where it is. Default: this host, by its socket."),
    port: z.int().min(1).max(65_535).optional().describe("Port. Default: 5432."),
    username: z.string().optional().describe("The role to log in as. Default: the account `postgres` on this host, without a password."),
    password: secret.optional().describe("The role's password; kept in a file of root's, never in an environment."),
    format: z.enum(["plain", "custom", "tar"]).optional().describe("pg_dump's output format. Default: custom, for `all` plain."),
    options: Line.optional().describe("Further options of pg_dump."),
    restore_options: Line.optional().describe("Further options of pg_restore."),
  })
  .refine(({ username, hostname, password }) => username !== undefined || (hostname === undefined && password === undefined), {
    error: "must be given with a hostname or a password",
    path: ["username"],
  });

const Repository = z.strictObject({
  path: Line.describe("Where it is: `ssh://user@host:port/./name`, or a path on the host."),
  label: z.string().optional().describe("A name for `borgmatic --repository`, where borgmatic is 1.8 or later."),
});

const keep = z.int().min(1).optional();

const Retention = z.strictObject({
  keep_hourly: keep.describe("Hourly archives that are kept."),
  keep_daily: z.int().min(1).default(7).describe("Daily archives that are kept."),
  keep_weekly: z.int().min(1).default(4).describe("Weekly ones."),
  keep_monthly: z.int().min(1).default(3).describe("Monthly ones."),
  keep_yearly: keep.describe("Yearly ones."),
});

const Check = z.strictObject({
  name: z.enum(["repository", "archives", "data", "extract", "disabled"]).describe("What is checked."),
  frequency: z.string().optional().describe("How seldom, such as `2 weeks`. Default: at each run."),
});

const Healthchecks = z.strictObject({
  ping_url: secret.describe("The check's ping URL or UUID."),
  states: z
    .array(z.enum(["start", "finish", "fail"]))
    .default(["finish", "fail"])
    .describe("What is told."),
  send_logs: z.boolean().default(true).describe("Whether borgmatic's log goes with it."),
});

const Window = z.strictObject({
  start: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day in quotes: "01:00"')
    .default("01:00")
    .describe("When the first host may begin, by the hosts' clock."),
  minutes: z.int().min(1).max(1440).default(240).describe("Within how many minutes all begin."),
});

const Extra = z.record(z.string(), z.json()).default({});

/** Options that the role has no variable for, by the sections of borgmatic 1.7, where later versions have none. */
const ExtraOptions = z.strictObject({
  location: Extra.describe("What is backed up, and where to."),
  storage: Extra.describe("How archives are stored."),
  retention: Extra.describe("What is kept."),
  consistency: Extra.describe("What is checked."),
  hooks: Extra.describe("What else is run."),
});

/** Borg's modes of encryption; without a passphrase there is `none`. */
const encryption = z.enum(["repokey-blake2", "repokey", "keyfile-blake2", "keyfile", "none"]);

/** What the role is told by the inventory. */
export const BackupVars = z
  .strictObject({
    repositories: z.array(Repository).default([]).describe("Where backups go to. Where there is none, nothing is set up."),
    source_directories: z.array(Line).default([]).describe("What is backed up."),
    exclude_patterns: z.array(Line).default([]).describe("What is left out, by borg's patterns."),
    exclude_if_present: z.array(Line).default([".nobackup"]).describe("A folder with such a file in it is left out."),
    one_file_system: z.boolean().default(false).describe("Whether other file systems below the folders are left out."),
    stacks: z
      .enum(["all", "files", "none"])
      .default("all")
      .describe(
        "What else is backed up of the host's stacks that keep data (roles `stateful-stacks` and `front-ends`): `all`, only the `files` of their volumes without dumps of their databases, or `none`.",
      ),
    retention: Retention.prefault({}).describe("How many archives are kept."),
    postgresql_databases: z.array(Database).default([]).describe("Databases that are dumped into each archive."),
    encryption: encryption.default("repokey-blake2").describe("How a repository is made."),
    passphrase: secret
      .optional()
      .describe("Encrypts the archives, or their key: whoever loses it loses them. To change it, run `borg key change-passphrase` first."),
    compression: z.string().default("auto,zstd").describe("Borg's compression."),
    remote_path: Line.optional().describe("The name of borg on the backup server."),
    ssh_key: secret.optional().describe("The private key to log in with. Left out, one is made on the host: /etc/borgmatic/id_ed25519."),
    known_hosts: z.array(Line).default([]).describe("The backup servers' host keys, as lines of known_hosts: others are refused."),
    checks: z
      .array(Check)
      .min(1)
      .default([
        { name: "repository", frequency: "2 weeks" },
        { name: "archives", frequency: "1 month" },
      ])
      .describe("Which consistency checks are run, and how seldom."),
    healthchecks: Healthchecks.optional().describe("Where to tell that a backup ended."),
    before_backup: Hooks.describe("Shell lines that are run before each archive is made. No secrets."),
    after_backup: Hooks.describe("Shell lines that are run after it."),
    on_error: Hooks.describe("Shell lines that are run when something failed."),
    window: Window.prefault({}).describe("When backups begin: each host has its own second in it, always the same."),
    writable_paths: z.array(Line).default([]).describe("Folders that hooks write to; all else is read-only while a backup runs."),
    extra_options: ExtraOptions.prefault({}).describe("Further options of borgmatic's, by their section in 1.7. No secrets."),
  })
  .refine(
    ({ repositories, ...vars }) => repositories.length === 0 || vars.source_directories.length + vars.postgresql_databases.length > 0,
    {
      error: "must name a folder, or there must be a database",
      path: ["source_directories"],
    },
  )
  .refine(({ repositories, ...vars }) => repositories.length === 0 || (vars.encryption === "none") === (vars.passphrase === undefined), {
    error: "must be given, unless `encryption` is none, and only then",
    path: ["passphrase"],
  })
  .refine(({ repositories, known_hosts: keys }) => keys.length > 0 || !repositories.some(isRemote), {
    error: "must hold the host key of the backup server",
    path: ["known_hosts"],
  });

type Checked = z.output<typeof BackupVars>;

type Dumped = Omit<Checked["postgresql_databases"][number], "password"> & { readonly password?: Sealed | undefined };

/** The variables once they are checked, with whatever the stacks of a host add. */
export type Backup = Omit<Checked, "postgresql_databases"> & { readonly postgresql_databases: readonly Dumped[] };

/** Is a repository reached over SSH? */
export function isRemote({ path }: { readonly path: string }): boolean {
  return !path.startsWith("/") && !path.startsWith("file:");
}
