import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { backups } from "../../../roles/backups/role.ts";
import { dailyAt } from "../../../roles/backups/schedule.ts";
import { aptPackages } from "../../../src/resources/apt-packages.ts";
import { authorizedKeys } from "../../../src/resources/authorized-keys.ts";
import { directory } from "../../../src/resources/directory.ts";
import { user } from "../../../src/resources/user.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { PING_SINK } from "../../support/ping-sink.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";

type Vars = Parameters<typeof roleOn<typeof backups.vars>>[2];

const PASSPHRASE = "correct: horse \\battery";
const UUID = "11111111-2222-4333-8444-555555555555";

/** Everything that a restored tree must have in common with the lost one: names, kinds, rights, times and bytes. */
const TREE = "cd /srv/data && tar --sort=name --numeric-owner -cf - . | sha256sum";

/** Every row of every table of both databases, sorted. */
const ROWS = `cd / && for db in shop crm; do runuser -u postgres -- psql -Atq -d $db -c 'SELECT * FROM items ORDER BY id'; done | sha256sum`;

const MAKE_TREE = `mkdir -p '/srv/data/a b' /srv/data/empty && cd /srv/data && head -c 3000000 /dev/urandom >'a b/random' && : >none &&
printf 'x\\n' >"$(printf 'odd \\tname\\351')" && ln -s 'a b/random' link && ln 'a b/random' hard && chmod 0604 none && echo lost >left.tmp && rm left.tmp`;

const MAKE_DATABASES = `cd / && runuser -u postgres -- psql -q -c "CREATE ROLE crm LOGIN PASSWORD 'pa:ss\\word'" -c 'CREATE DATABASE shop' -c 'CREATE DATABASE crm OWNER crm' &&
for db in shop crm; do runuser -u postgres -- psql -q -d $db -c 'CREATE TABLE items (id int PRIMARY KEY, word text)' \
  -c "INSERT INTO items SELECT n, md5(n::text) || E'\\\\n\\'' FROM generate_series(1, 5000) n" -c "ALTER TABLE items OWNER TO $([ $db = crm ] && echo crm || echo postgres)" || exit; done`;

describe("backups", () => {
  let fleet: Fleet;
  let key: KeyPair;
  before(async () => {
    fleet = await fleetUp("backups");
    key = newKey();
    const postgresql = aptPackages({ name: "postgresql", packages: ["postgresql"], recommends: false });
    await Promise.all([settle(fleet.host("eu"), ...server()), settle(fleet.host("us"), postgresql)]);
    fleet.sh("eu", PING_SINK);
    fleet.sh("us", MAKE_DATABASES);
    for (const name of ["us", "in"]) fleet.sh(name, MAKE_TREE);
  });

  function server(): Parameters<typeof applyTo>[1] {
    const forced = (name: string): string => `command="borg serve --restrict-to-path /srv/backups/${name}",restrict`;
    const made = fleet.sh("in", "cat /etc/borgmatic/id_ed25519.pub 2>/dev/null || :").trim();
    return [
      aptPackages({ name: "borg", packages: ["borgbackup"], recommends: false }),
      user({ name: "borg", home: "/srv/backups", shell: "/bin/sh" }),
      ...["us", "in"].map((name) => directory({ path: `/srv/backups/${name}`, owner: "borg", group: "borg", mode: "0700" })),
      authorizedKeys({
        user: "borg",
        keys: [`${forced("us")} ${key.public}`, ...(made === "" ? [] : [`${forced("in")} ${made}`])],
      }),
    ];
  }

  function varsFor(name: string): Vars {
    const address = fleet.host("eu").address.host;
    return {
      repositories: [{ path: `ssh://borg@${address}/srv/backups/${name}/repo`, label: "eu" }],
      known_hosts: [`${address} ${fleet.sh("eu", "cut -d' ' -f1,2 /etc/ssh/ssh_host_ed25519_key.pub").trim()}`],
      source_directories: ["/srv/data"],
      exclude_patterns: ["*.tmp"],
      passphrase: PASSPHRASE,
      checks: [{ name: "repository" }],
      healthchecks: { ping_url: `http://${address}:8000/${name}/${UUID}`, states: ["start", "finish", "fail"] },
    };
  }

  function backUp(name: string): void {
    fleet.sh(name, "systemctl start borgmatic.service || { journalctl -u borgmatic.service -n 40 --no-pager; exit 1; }");
    expect(pings(name)).to.deep.equal([`POST /${name}/${UUID}/start`, `POST /${name}/${UUID}`]);
  }

  function pings(name: string): readonly string[] {
    const lines = fleet.sh("eu", "cat /run/pings 2>/dev/null || :").split("\n");
    return lines.filter((line) => line.includes(`/${name}/`)).map((line) => line.replace(/ HTTP[^]*/, ""));
  }

  it("back up a tree and two databases of Debian 13, and give them back to the byte", async () => {
    const vars: Vars = {
      ...varsFor("us"),
      ssh_key: key.secret,
      postgresql_databases: [{ name: "shop" }, { name: "crm", hostname: "localhost", username: "crm", password: "pa:ss\\word" }],
    };
    await settle(fleet.host("us"), ...roleOn(backups, fleet.host("us"), vars));
    expect(fleet.sh("us", "cat /etc/borgmatic/config.yaml")).to.match(/^source_directories:/m);
    const before = fleet.sh("us", `${TREE}; ${ROWS}`);
    backUp("us");
    fleet.sh("us", "rm -r /srv/data; cd / && for db in shop crm; do runuser -u postgres -- psql -q -d $db -c 'DROP TABLE items'; done");
    fleet.sh("us", "borgmatic extract --archive latest --destination / 2>&1 && borgmatic restore --archive latest 2>&1");
    expect(fleet.sh("us", `${TREE}; ${ROWS}`)).to.equal(before);
  });

  it("say what is wrong with a repository that lets nobody in, with all else in place, and make it in the next run", async () => {
    const resources = roleOn(backups, fleet.host("in"), varsFor("in"));
    const { failures } = await applyTo(fleet.host("in"), resources);
    expect(failures.map(({ code, where }) => ({ code, where }))).to.deep.equal([
      { code: "CHANGE_FAILED", where: "in/command:make backup repositories" },
    ]);
    expect(failures[0]?.output).to.include("Permission denied (publickey");
    expect(fleet.sh("in", "systemctl is-active borgmatic.timer")).to.equal("active\n");
    await settle(fleet.host("eu"), ...server());
    await settle(fleet.host("in"), ...resources);
  });

  it("leave a repository alone that is there already, as for a host that was installed anew", async () => {
    fleet.sh("in", "rm /var/lib/borgmatic/made-*");
    const { events } = await settle(fleet.host("in"), ...roleOn(backups, fleet.host("in"), varsFor("in")));
    expect(
      events.flatMap((event) => (event.type === "planned" && event.wave === 0 ? event.changes.map(({ title }) => title) : [])),
    ).to.deep.equal(["run make backup repositories"]);
  });

  it("give a tree back on Debian 12 as well, by the key that was made there", () => {
    expect(fleet.sh("in", "cat /etc/borgmatic/config.yaml")).to.match(/^location:/m);
    const before = fleet.sh("in", TREE);
    backUp("in");
    fleet.sh("in", "rm -r /srv/data");
    fleet.sh("in", "borgmatic extract --archive latest --destination / 2>&1");
    expect(fleet.sh("in", TREE)).to.equal(before);
  });

  for (const name of ["us", "in"]) {
    it(`begin at the second of the night that is ${name}'s own, once a day`, () => {
      const next = fleet.sh(name, "systemctl show --property=NextElapseUSecRealtime --value borgmatic.timer");
      expect(next).to.include(dailyAt(name, { start: "01:00", minutes: 240 }).replace("*-*-* ", ""));
      expect(
        fleet.sh(name, "systemctl is-enabled borgmatic.timer; systemctl show --property=RandomizedDelayUSec,Persistent borgmatic.timer"),
      ).to.equal("enabled\nRandomizedDelayUSec=0\nPersistent=yes\n");
    });

    it(`keep secrets in files of root's on ${name}`, () => {
      expect(fleet.sh(name, "cd /etc/borgmatic && stat -c %A%U . config.yaml passphrase id_ed25519")).to.equal(
        "drwx------root\n-rw-------root\n-rw-------root\n-rw-------root\n",
      );
      expect(fleet.sh(name, `grep -rlF ${UUID} /etc /var/lib/infra`)).to.equal("/etc/borgmatic/config.yaml\n");
    });

    it(`leave a configuration in force on ${name} that borgmatic accepted, when it refuses the next one`, async () => {
      const before = fleet.sh(name, "sha256sum /etc/borgmatic/config.yaml");
      const bad: Vars = {
        ...varsFor(name),
        ...(name === "us" && { ssh_key: key.secret }),
        extra_options: { storage: { no_such_option: 1 } },
      };
      const { failures } = await applyTo(fleet.host(name), roleOn(backups, fleet.host(name), bad));
      expect(failures[0]).to.include({ code: "VALIDATION_FAILED", where: `${name}/config:borgmatic` });
      expect(failures[0]?.output).to.include("no_such_option").and.not.to.include(UUID);
      expect(fleet.sh(name, "sha256sum /etc/borgmatic/config.yaml")).to.equal(before);
    });
  }
});

interface KeyPair {
  readonly secret: string;
  readonly public: string;
}

/** A key made for this run. */
function newKey(): KeyPair {
  const folder = mkdtempSync(join(tmpdir(), "geosteer-key-"));
  const path = join(folder, "key");
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "us", "-f", path]);
  const pair = { secret: readFileSync(path, "utf8"), public: readFileSync(`${path}.pub`, "utf8").trim() };
  rmSync(folder, { recursive: true });
  return pair;
}
