import { expect } from "chai";
import type { z } from "zod";
import { borgmaticConfig, configOnHost, formOf } from "../../roles/backups/borgmatic-config.ts";
import { pgpass } from "../../roles/backups/postgresql.ts";
import { backups } from "../../roles/backups/role.ts";
import { dailyAt } from "../../roles/backups/schedule.ts";
import { backupService } from "../../roles/backups/units.ts";
import { missing } from "../../src/model/fact.ts";
import { Secret } from "../../src/model/secret.ts";
import { askWith } from "../support/fake-ask.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

const given: z.input<typeof backups.vars> = {
  repositories: [{ path: "ssh://borg@backup.example.org/./us", label: "offsite" }, { path: "/srv/backups/us" }],
  known_hosts: ["backup.example.org ssh-ed25519 AAAA"],
  source_directories: ["/etc"],
  exclude_patterns: ["*.tmp"],
  passphrase: "secret passphrase",
  postgresql_databases: [
    { name: "shop" },
    { name: "all", hostname: "db.example.org", username: "o'ne", password: "a:b\\c" },
    { name: "crm", username: "crm", password: "word" },
  ],
  healthchecks: { ping_url: "the-uuid" },
  extra_options: { storage: { upload_rate_limit: 100 } },
};

const vars = backups.vars.parse(given);

const COMMANDS = `pg_restore_command: /usr/local/lib/borgmatic/pg_restore
psql_command: /usr/local/lib/borgmatic/psql`;

describe("role backups", () => {
  it("writes borgmatic's configuration without sections, as a secret", () => {
    const text = borgmaticConfig(vars, "flat");
    expect(text).to.be.instanceOf(Secret);
    expect(reveal(text)).to.equal(`source_directories:
  - /etc
repositories:
  - path: ssh://borg@backup.example.org/./us
    label: offsite
  - path: /srv/backups/us
one_file_system: false
exclude_patterns:
  - "*.tmp"
exclude_if_present:
  - .nobackup
encryption_passcommand: cat /etc/borgmatic/passphrase
compression: auto,zstd
ssh_command: ssh -i /etc/borgmatic/id_ed25519 -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=yes -o UserKnownHostsFile=/etc/borgmatic/known_hosts -o ConnectTimeout=20 -o ServerAliveInterval=30 -o ServerAliveCountMax=4
upload_rate_limit: 100
keep_daily: 7
keep_weekly: 4
keep_monthly: 3
checks:
  - name: repository
    frequency: 2 weeks
  - name: archives
    frequency: 1 month
postgresql_databases:
  - name: shop
    pg_dump_command: /usr/local/lib/borgmatic/pg_dump
    ${COMMANDS.replace("\n", "\n    ")}
  - name: all
    hostname: db.example.org
    username: o'ne
    pg_dump_command: /usr/local/lib/borgmatic/pg_dumpall
    ${COMMANDS.replace("\n", "\n    ")}
  - name: crm
    username: crm
    pg_dump_command: /usr/local/lib/borgmatic/pg_dump
    ${COMMANDS.replace("\n", "\n    ")}
healthchecks:
  ping_url: the-uuid
  states:
    - finish
    - fail
  send_logs: true
`);
  });

  it("writes it in sections for borgmatic before 1.8", () => {
    const text = reveal(borgmaticConfig(vars, "sections"));
    expect(text.match(/^\S.*/gm)).to.deep.equal(["location:", "storage:", "retention:", "consistency:", "hooks:"]);
    expect(text).to.include("  repositories:\n    - ssh://borg@backup.example.org/./us\n    - /srv/backups/us\n");
    expect(text).to.include("  upload_rate_limit: 100\nretention:\n");
  });

  const versions = [
    { version: "1.7.7-1", form: "sections" },
    { version: "1.8.0-1", form: "flat" },
    { version: "1:1.9.14-0.1", form: "flat" },
    { version: "2.0.7-1", form: "flat" },
    { version: undefined, debian: "12", form: "sections" },
    { version: undefined, debian: "13", form: "flat" },
    { version: undefined, debian: undefined, form: "flat" },
    { version: "odd", debian: "12", form: "sections" },
  ];
  for (const { version, debian, form } of versions) {
    it(`takes ${form} for version ${String(version)} on Debian ${String(debian)}`, async () => {
      expect(formOf(version, debian)).to.equal(form);
      const release = { id: "debian", codename: "x", versionId: debian };
      const ask = askWith({ "package-version": () => version, "os-release": () => release });
      expect(reveal(await configOnHost(vars).resolve(ask))).to.equal(reveal(borgmaticConfig(vars, formOf(version, debian))));
    });
  }

  it("takes the later form for a host that says nothing of itself", async () => {
    const ask = askWith({ "package-version": () => missing, "os-release": () => missing });
    expect(reveal(await configOnHost(vars).resolve(ask))).to.match(/^source_directories/);
  });

  it("keeps the passwords of databases as libpq reads them, and out of the configuration", () => {
    expect(reveal(pgpass(vars.postgresql_databases))).to.equal("db.example.org:*:*:o'ne:a\\:b\\\\c\nlocalhost:*:crm:crm:word\n");
    expect(pgpass([])).to.equal("");
    expect(reveal(borgmaticConfig(vars, "flat"))).not.to.include("word:");
  });

  it("begins at a second of the window that the host's name decides, also over midnight", () => {
    const times = ["eu", "us", "in"].map((name) => dailyAt(name, { start: "23:30", minutes: 60 }));
    expect(new Set(times).size).to.equal(3);
    for (const time of times) expect(time).to.match(/^\*-\*-\* (23:[345]\d|00:[012]\d):\d\d$/);
    expect(dailyAt("eu", { start: "23:30", minutes: 60 })).to.equal(times[0]);
  });

  it("lets a backup write to repositories on the host and to named folders alone", () => {
    expect(backupService(vars)).to.include("ReadWritePaths=/root\nReadWritePaths=-/srv/backups\n").and.to.include("CAP_SETUID");
    const plain = backups.vars.parse({ ...given, repositories: [{ path: "/us" }], postgresql_databases: [], writable_paths: ["/run/x"] });
    expect(backupService(plain))
      .to.include("ReadWritePaths=-/\nReadWritePaths=-/run/x\n")
      .and.to.include("CapabilityBoundingSet=CAP_DAC_READ_SEARCH\n");
    expect(backupService({ ...plain, on_error: ["true"] })).to.include("CAP_SETGID");
  });

  it("declares nothing without a repository, and the repositories last", () => {
    expect(roleOn(backups, hostNamed("us"), {})).to.deep.equal([]);
    const ids = roleOn(backups, hostNamed("us"), given).map(({ id }) => id);
    expect(ids.at(-1)).to.equal("command:make backup repositories");
    expect(ids).to.include("command:make borgmatic's SSH key").and.to.include("file:/etc/borgmatic/pgpass");
    const keyed = roleOn(backups, hostNamed("us"), { ...given, ssh_key: "key", postgresql_databases: [] }).map(({ id }) => id);
    expect(keyed).to.include("file:/etc/borgmatic/id_ed25519").and.not.to.include("directory:/usr/local/lib/borgmatic");
    const local = roleOn(backups, hostNamed("us"), {
      repositories: [{ path: "/srv/b" }],
      source_directories: ["/etc"],
      encryption: "none",
    }).map(({ id }) => id);
    expect(local).not.to.include("file:/etc/borgmatic/known_hosts");
  });

  const refused: readonly { title: string; change: Partial<typeof given>; path: string }[] = [
    { title: "nothing to back up", change: { source_directories: [], postgresql_databases: [] }, path: "source_directories" },
    { title: "encryption without a passphrase", change: { passphrase: undefined }, path: "passphrase" },
    { title: "a passphrase that encrypts nothing", change: { encryption: "none" }, path: "passphrase" },
    { title: "a server of an unknown key", change: { known_hosts: [] }, path: "known_hosts" },
    {
      title: "a password of nobody",
      change: { postgresql_databases: [{ name: "a", password: "b" }] },
      path: "postgresql_databases.0.username",
    },
    { title: "a time that is none", change: { window: { start: "25:00" } }, path: "window.start" },
  ];
  for (const { title, change, path } of refused) {
    it(`refuses ${title}`, () => {
      const { error } = backups.vars.safeParse({ ...given, ...change });
      expect(error?.issues.map((issue) => issue.path.join("."))).to.deep.equal([path]);
    });
  }
});

function reveal(text: string | Secret): string {
  return typeof text === "string" ? text : text.reveal();
}
