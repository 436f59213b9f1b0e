import { expect } from "chai";
import { fail2ban } from "../../roles/fail2ban/role.ts";
import type { Resource } from "../../src/model/resource.ts";
import { load } from "../inventory/write-folder.ts";

const hosts = `all:
  hosts:
    eu: { ansible_host: 192.0.2.1 }
    us: { ansible_host: 2001:db8::2 }
    away: { ansible_host: away.example.org }
`;

const map = `geo_map:
  addresses: [198.51.100.7]
  regions: { eu: { at: [50, 8], hosts: [eu] } }
`;

async function resources(vars: object, more = ""): Promise<readonly Resource[]> {
  const inventory = await load({ "hosts.yml": hosts, "group_vars/all.yml": more }, { roleNames: ["fail2ban", "geo-map"] });
  const host = inventory.host("eu");
  if (host === undefined) throw new Error("there is no host eu");
  return fail2ban.resources({ vars: fail2ban.vars.parse(vars), host, inventory });
}

function filesOf(made: readonly Resource[]): Readonly<Record<string, string>> {
  const { want } = made.find(({ id }) => id === "config:fail2ban") ?? {};
  const { files } = want as { files: readonly { path: string; content: string }[] };
  return Object.fromEntries(files.map(({ path, content }) => [path, content]));
}

describe("the role fail2ban", () => {
  it("watches logs of Caddy, each with a filter of its own, and logins in the journal", async () => {
    const made = await resources({ jails: { bots: { log: "/var/log/caddy/bots.log", statuses: [429], max_retry: 3 } } });
    const files = filesOf(made);
    expect(Object.keys(files)).to.deep.equal(["/etc/fail2ban/filter.d/infra-bots.conf", "/etc/fail2ban/jail.d/infra.local"]);
    expect(files["/etc/fail2ban/filter.d/infra-bots.conf"]).to.include('failregex=^.*"remote_ip":"<ADDR>",.*"status":(?:429)[,}].*$\n');
    expect(files["/etc/fail2ban/jail.d/infra.local"]).to.include("[sshd]\nenabled=true\nbackend=systemd\n");
    expect(files["/etc/fail2ban/jail.d/infra.local"]).to.include(
      "[bots]\nenabled=true\nfilter=infra-bots\nbackend=auto\nlogpath=/var/log/caddy/bots.log\nport=80,443\nprotocol=tcp,udp\nmaxretry=3\n",
    );
    expect(made.map(({ id }) => id)).to.include("command:log of jail bots");
  });

  it("never bans the fleet's own addresses, private and public, nor those that are given", async () => {
    const { "/etc/fail2ban/jail.d/infra.local": jail = "" } = filesOf(await resources({ ignore: ["203.0.113.0/24"] }, map));
    expect(/^ignoreip=(.*)$/m.exec(jail)?.[1]).to.equal("192.0.2.1 198.51.100.7 2001:db8::2 203.0.113.0/24");
    expect(jail).to.include("ignoreself=true\n");
  });

  it("refuses what fail2ban would read as something else", () => {
    const mistakes = fail2ban.vars.safeParse({
      jails: { Bots: { log: "var/log/x" }, bots: { log: "/var/log/%x", statuses: [200], ban_time: "soon" } },
      ignore: ["example.org"],
    }).error?.issues;
    expect(mistakes?.map(({ path }) => path.join(".")).sort()).to.deep.equal([
      "ignore.0",
      "jails.Bots",
      "jails.bots.ban_time",
      "jails.bots.log",
      "jails.bots.statuses.0",
    ]);
  });
});
