import { expect } from "chai";
import { mailRelay } from "../../../roles/mail-relay/role.ts";
import { aptPackages } from "../../../src/resources/apt-packages.ts";
import { applyTo, type Fleet, fleetUp, planOn } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { reactionsOf, refusalOf } from "../../support/role-fleet.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";
import { sendMail } from "../../support/smtp.ts";
import { sh } from "../../../src/shell/sh.ts";

type Vars = Parameters<typeof roleOn<typeof mailRelay.vars>>[2];

const PASSWORD = "it's a: pass\\word #1";

const TABLES = `CREATE ROLE postfix LOGIN PASSWORD '${PASSWORD.replaceAll("'", "''")}'; CREATE DATABASE mail OWNER postfix;
\\c mail
CREATE TABLE alias (address text PRIMARY KEY); INSERT INTO alias VALUES ('ann@example.org'), ('o''neil@example.org');
CREATE TABLE domain (name text PRIMARY KEY); INSERT INTO domain VALUES ('example.org');
GRANT SELECT ON alias, domain TO postfix;`;

/** PostgreSQL that the fleet's hosts reach, by password. */
const DATABASE = sh`cd / && set -- /etc/postgresql/*/main
echo "listen_addresses = '*'" >"$1/conf.d/test.conf"
grep -q '^host mail' "$1/pg_hba.conf" || echo 'host mail postfix 0.0.0.0/0 scram-sha-256' >>"$1/pg_hba.conf"
systemctl restart postgresql
printf %s ${TABLES} | runuser -u postgres -- psql -q -v ON_ERROR_STOP=1`.text;

/** A server that takes every mail and keeps each in a file. */
const SINK = `rm -rf /run/sink; install -d -o nobody /run/sink
systemctl stop mail-sink 2>/dev/null; systemd-run --quiet --unit=mail-sink -p WorkingDirectory=/run/sink smtp-sink -u nobody -d %s. 0.0.0.0:2525 10`;

/** What has come to the sink, as soon as something has. */
const RECEIVED = "for i in $(seq 100); do cat /run/sink/* 2>/dev/null && exit; sleep 0.2; done; exit 1";

for (const [name, other] of releases(["eu", "in"], ["in", "eu"])) {
  describe(`role mail-relay on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp("pizza");
      await Promise.all([
        settle(fleet.host("us"), aptPackages({ name: "postgresql", packages: ["postgresql"], recommends: false })),
        settle(fleet.host(name), ...declare()),
        settle(fleet.host(other), ...roleOn(mailRelay, fleet.host(other), {})),
      ]);
      fleet.sh("us", `runuser -u postgres -- psql -qc '' mail 2>/dev/null || { ${DATABASE}\n}`);
      fleet.sh(other, SINK);
    });

    function vars(more: Partial<Vars> = {}): Vars {
      const asked = {
        type: "pgsql" as const,
        hosts: [fleet.host("us").address.host],
        dbname: "mail",
        user: "postfix",
        password: PASSWORD,
      };
      return {
        hostname: `${name}.example.org`,
        ...more,
        maps: {
          transport: { type: "hash", entries: { "example.org": `smtp:[${fleet.host(other).address.host}]:2525` } },
          domains: { ...asked, query: "SELECT name FROM domain WHERE name = '%s'" },
          recipients: { ...asked, query: "SELECT 'ok' FROM alias WHERE address = '%s'" },
          headers: { type: "pcre", rules: [{ pattern: "/^X-Originating-IP:/i", action: "IGNORE" }] },
          body: { type: "pcre", rules: [{ pattern: "/^unwanted$/", action: "REJECT no such words" }] },
          ...more.maps,
        },
        lookups: {
          transport_maps: ["transport"],
          relay_domains: ["domains"],
          relay_recipient_maps: ["recipients"],
          header_checks: ["headers"],
          body_checks: ["body"],
          ...more.lookups,
        },
      };
    }

    function declare(more: Partial<Vars> = {}): ReturnType<typeof roleOn> {
      return roleOn(mailRelay, fleet.host(name), vars(more));
    }

    async function send(to: string, ...lines: string[]): Promise<string> {
      const mail = { from: "bob@sender.example", to, lines: ["Subject: one", "X-Originating-IP: 192.0.2.7", "", ...lines] };
      return await sendMail(fleet.host(name).address.host, mail);
    }

    it("does not listen before it has its configuration", () => {
      const starts = fleet.sh(name, "journalctl -q --no-pager -o cat -u 'postfix*' | grep -c 'daemon started'");
      expect(starts).to.equal("1\n");
    });

    it("takes on what PostgreSQL knows, without the headers that go nobody anything", async () => {
      expect(await send("ann@example.org", "hello")).to.match(/^250 /);
      expect(fleet.sh(other, RECEIVED)).to.include("Subject: one").and.include("hello").and.not.include("X-Originating-IP");
      expect(await send("o'neil@example.org", "hello")).to.match(/^250 /);
    });

    it("refuses what it shall not take on", async () => {
      expect(await send("nobody@example.org", "hello")).to.match(/^550 .*nobody@example.org/);
      expect(await send("ann@example.net", "hello")).to.match(/^554 .*Relay access denied/);
      expect(await send("ann@example.org", "unwanted")).to.match(/^550 .*no such words/);
    });

    it("keeps the database's password for itself", () => {
      expect(fleet.sh(name, "cd /etc/postfix/maps && stat -c '%U %G %a' recipients domains transport")).to.equal(
        "root postfix 640\nroot postfix 640\nroot root 644\n",
      );
    });

    it("is reloaded for main.cf and tables, restarted for addresses, and neither for an index", async () => {
      const host = fleet.host(name);
      expect(await reactionsOf(host, declare({ message_size_limit: 1_000_000 }))).to.deep.equal(["reload postfix.service"]);
      expect(await reactionsOf(host, declare())).to.deep.equal(["reload postfix.service"]);
      expect(await reactionsOf(host, declare({ protocols: "ipv4" }))).to.deep.equal(["restart postfix.service"]);
      expect(fleet.sh(name, "ss -Htln 'sport = 25'")).to.include("0.0.0.0:25").and.not.include("[::]:25");
      expect(await reactionsOf(host, declare())).to.deep.equal(["restart postfix.service"]);
      const transport = { type: "hash", entries: { "example.org": "error:5.1.2 closed", "example.net": "error:5.1.2 closed" } } as const;
      expect(await reactionsOf(host, declare({ maps: { transport } }))).to.deep.equal([]);
      expect(fleet.sh(name, "postmap -q example.net hash:/etc/postfix/maps/transport")).to.equal("error:5.1.2 closed\n");
      await settle(host, ...declare());
    });

    it("stays as it was where Postfix refuses the configuration", async () => {
      const host = fleet.host(name);
      const look = "cat /etc/postfix/*.cf /etc/postfix/maps/* | cksum; pgrep -o -x master";
      const before = fleet.sh(name, look);
      expect(await refusalOf(host, declare({ settings: { message_size_limit: "perhaps" } }))).to.include("bad numerical configuration");
      expect(await refusalOf(host, declare({ settings: { mydestinatoin: "x" } }))).to.include("unused parameter: mydestinatoin");
      const headers = { type: "pcre" as const, rules: [{ pattern: "/(unclosed/", action: "IGNORE" }] };
      expect(await refusalOf(host, declare({ maps: { headers } }))).to.include("missing closing parenthesis");
      const services = { "smtp/inet": { private: false, command: "" } };
      expect(await refusalOf(host, declare({ services }))).to.include("bad field count");
      expect(fleet.sh(name, look)).to.equal(before);
    });

    it("is started again where only its own unit says that it runs", async () => {
      await settle(fleet.host(name), ...declare());
      fleet.sh(name, "postfix stop 2>/dev/null; sleep 1");
      expect(await planOn(fleet.host(name), declare())).to.include("run Postfix runs");
      await applyTo(fleet.host(name), declare());
      expect(fleet.sh(name, "ss -Htln 'sport = 25'")).to.include(":25");
    });
  });
}
