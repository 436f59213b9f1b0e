import { expect } from "chai";
import type { z } from "zod";
import { LookupTable, tableReference, tableText } from "../../roles/mail-relay/lookup-table.ts";
import { mainCf, relaySettings } from "../../roles/mail-relay/main-cf.ts";
import { masterCf } from "../../roles/mail-relay/master-cf.ts";
import { mailRelay } from "../../roles/mail-relay/role.ts";
import { missing } from "../../src/model/fact.ts";
import { Secret } from "../../src/model/secret.ts";
import { askWith } from "../support/fake-ask.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

function ids(vars: z.input<typeof mailRelay.vars>): readonly string[] {
  return roleOn(mailRelay, hostNamed("eu"), vars).map(({ id }) => id);
}

describe("role mail-relay", () => {
  it("takes mail from strangers for its own domains only, and has no local mail", () => {
    const text = mainCf(
      relaySettings({ ...mailRelay.vars.parse({ relay_domains: ["example.org", "example.net"] }), hostname: "mail.example.org" }),
    );
    expect(text.split("\n")).to.include.members([
      "myhostname = mail.example.org",
      "mydestination =",
      "mynetworks = 127.0.0.0/8, [::1]/128",
      "relay_domains = example.org, example.net",
      "smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination",
      "biff = no",
    ]);
    expect(text).to.not.include("smtpd_tls");
    const tls = { certificate: "/etc/ssl/mail.pem", key: "/etc/ssl/mail.key" };
    expect(mainCf(relaySettings({ ...mailRelay.vars.parse({ tls }), hostname: "x" }))).to.include("smtpd_tls_key_file = /etc/ssl/mail.key");
  });

  it("knows which certificates count, and asks for signed answers where it goes by DANE", () => {
    const text = (vars: z.input<typeof mailRelay.vars>): string => mainCf(relaySettings({ ...mailRelay.vars.parse(vars), hostname: "x" }));
    for (const level of ["verify", "secure", "dane"] as const)
      expect(text({ outgoing_tls: level })).to.include(
        `smtp_tls_CAfile = /etc/ssl/certs/ca-certificates.crt\nsmtp_tls_security_level = ${level}\n`,
      );
    expect(text({ outgoing_tls: "dane" })).to.include("smtp_dns_support_level = dnssec\n");
    expect(text({ outgoing_tls: "secure" })).to.not.include("smtp_dns_support_level");
  });

  it("takes the place of another mail server", async () => {
    const packages = roleOn(mailRelay, hostNamed("eu"), {}).find(({ id }) => id === "aptPackages:postfix");
    const installed = { state: "installed", version: "1", automatic: false, held: false };
    const there = ["exim4-base", "exim4-config", "exim4-daemon-light", "ca-certificates"];
    const ask = askWith({ "package-state": (name) => (there.includes(String(name)) ? installed : missing) });
    expect((await packages?.plan(ask))?.map(({ title }) => title)).to.deep.equal([
      "install postfix, postfix-pcre, postfix-pgsql; remove exim4-base, exim4-config, exim4-daemon-light",
    ]);
  });

  it("writes Debian's services, others beside them, and their parameters", () => {
    const options = { smtpd_tls_security_level: "encrypt", smtpd_relay_restrictions: "permit_mynetworks, reject" };
    const text = masterCf({ "submission/inet": { private: false, chroot: true, maxproc: 20, command: "smtpd", options } });
    expect(text).to.include("smtp inet n - y - - smtpd\n").and.include("qmgr unix n - n 300 1 qmgr\n");
    expect(text).to.include(`submission inet n - y - 20 smtpd
  -o { smtpd_tls_security_level = encrypt }
  -o { smtpd_relay_restrictions = permit_mynetworks, reject }
`);
    expect(masterCf({ "smtp/inet": { private: false, command: "postscreen" } }))
      .to.include("smtp inet n - - - - postscreen\n")
      .and.not.include("y - - smtpd");
  });

  it("writes tables, and hides those with a secret", () => {
    const plain = LookupTable.parse({ type: "texthash", entries: { "example.org": "smtp:[192.0.2.25]" } });
    expect(tableText(plain)).to.equal("example.org smtp:[192.0.2.25]\n");
    expect(tableReference("transport", plain)).to.equal("texthash:/etc/postfix/maps/transport");
    const rules = LookupTable.parse({ type: "pcre", rules: [{ pattern: "/^Received:/", action: "IGNORE" }] });
    expect(tableText(rules)).to.equal("/^Received:/ IGNORE\n");
    const hidden = LookupTable.parse({ type: "hash", entries: { a: "1" }, secret_entries: { b: "user:password" } });
    expect((tableText(hidden) as Secret).reveal()).to.equal("a 1\nb user:password\n");
    const asked = { type: "pgsql", hosts: ["127.0.0.1", "192.0.2.5:5433"], dbname: "mail", user: "postfix", password: "x" };
    const table = LookupTable.parse({ ...asked, query: "SELECT 1", settings: { domain: "example.org" } });
    expect(tableText(table)).to.be.instanceOf(Secret);
    expect((tableText(table) as Secret).reveal()).to.equal(
      "hosts = 127.0.0.1 192.0.2.5:5433\nuser = postfix\npassword = x\ndbname = mail\nquery = SELECT 1\ndomain = example.org\n",
    );
    expect(tableReference("users", table)).to.equal("proxy:pgsql:/etc/postfix/maps/users");
  });

  it("answers Debian's question first, and makes indexes once there is a main.cf", () => {
    const maps = { transport: { type: "hash" as const, entries: {} }, aliases: { type: "texthash" as const } };
    expect(ids({ maps, lookups: { transport_maps: ["transport"] }, absent_maps: ["old"] })).to.deep.equal([
      "command:Postfix is installed without a configuration",
      "aptPackages:postfix",
      "directory:/etc/postfix/maps",
      "config:postfix",
      "file:/etc/postfix/maps/transport",
      "command:index of /etc/postfix/maps/transport",
      "systemdUnit:postfix.service.d/infra.conf",
      "service:postfix.service",
      "command:Postfix runs",
      "file:/etc/postfix/maps/old",
      "file:/etc/postfix/maps/old.db",
    ]);
  });

  it("refuses a look-up in a table that is not there, and what would be another line", () => {
    expect(() => ids({ lookups: { transport_maps: ["transport"] } })).to.throw("none of `maps`");
    expect(() => ids({ settings: { biff: "no\nrelayhost = x" } })).to.throw("one line");
    expect(() => ids({ services: { submission: { command: "smtpd" } } })).to.throw("name/type");
  });
});
