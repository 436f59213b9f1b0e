import { expect } from "chai";
import type { LoadedInventory } from "../../src/inventory/load-inventory.ts";
import type { Value } from "../../src/model/host.ts";
import { load } from "./write-folder.ts";
import { realInventory } from "./real-inventory.ts";

describe("an Ansible inventory folder", () => {
  let inventory: LoadedInventory;
  before(async () => {
    inventory = await load(realInventory, { sources: ["production"], roleNames: ["sysctls"] });
  });

  function host(name: string): NonNullable<ReturnType<LoadedInventory["host"]>> {
    return inventory.host(name) ?? expect.fail(`no host ${name}`);
  }

  it("loads unchanged, without a warning", () => {
    expect(inventory.warnings).to.deep.equal([]);
    expect(inventory.hosts.map(({ name }) => name)).to.deep.equal([
      "eu",
      "us",
      "in",
      "db01.example.org",
      "db02.example.org",
      "db03.example.org",
      "db-a",
      "db-b",
    ]);
  });

  it("puts hosts into groups, parents before children", () => {
    expect(host("us").groups).to.deep.equal(["all", "dns", "privfrontends", "secondary"]);
    expect(host("db-a").groups).to.deep.equal(["all", "databases"]);
  });

  // Each value is what `ansible-playbook` 2.14 prints for this inventory, but for types: `yes` and 0644 are YAML 1.2, and an expression keeps its type.
  const values: readonly (readonly [host: string, variable: string, value: Value | undefined])[] = [
    ["eu", "ttl", 60],
    ["us", "ttl", 30],
    ["in", "serials", [1, 2]],
    ["eu", "dns_name", "eu.example.org"],
    ["eu", "label", "main"],
    ["us", "label", "US"],
    ["eu", "motd", "Welcome to eu (dns, primary, privfrontends)"],
    ["eu", "mail", { relay: "mail.example.org", port: 25 }],
    ["eu", "mail_backup", { relay: "mail.example.org", port: 2525 }],
    ["eu", "flag", "yes"],
    ["eu", "octal", 644],
    ["in", "first_admin", "arya"],
    ["us", "zone", "example.org"],
    ["us", "primary_address", "eu.vpn.example.org"],
    ["db-a", "primary_address", undefined],
    ["us", "role_of_server", "secondary"],
    [
      "us",
      "ufw_allow_rules",
      [
        { port: 443, proto: "tcp" },
        { port: 22, proto: "tcp" },
      ],
    ],
    ["us", "isp", "unknown"],
    ["db-b", "peer_names", "db01.example.org,db02.example.org,db03.example.org,db-a,db-b"],
    ["db-b", "ansible_port", 2222],
    ["eu", "sysctls", { "vm.swappiness": 10, "net.ipv4.ip_forward": 1 }],
    ["us", "sysctls", { "vm.swappiness": 60, "net.ipv4.ip_forward": 1 }],
  ];
  for (const [name, variable, value] of values) {
    it(`gives ${name} the ${variable} that Ansible gives it`, () => expect(inventory.roleVars(host(name), variable)).to.deep.equal(value));
  }

  it("knows how hosts are reached", () => {
    const { address } = host("eu");
    expect(address).to.deep.include({ connection: "ssh", host: "eu.vpn.example.org", port: 222, user: "ansiblerunner" });
    expect(address.become).to.deep.equal({ method: "sudo", user: "root", password: undefined });
  });

  it("explains where each variable comes from, and what it overrode", () => {
    const explained = new Map(inventory.explain(host("eu")).map((one) => [one.name, one]));
    expect(explained.get("ttl")).to.deep.equal({
      name: "ttl",
      value: { value: 60 },
      where: "production/host_vars/eu.yml:2:1",
      overrode: ["production/hosts.yml:28:9", "production/group_vars/dns.yaml:2:1"],
    });
    expect(explained.get("sysctls.vm.swappiness")).to.deep.include({
      where: "production/host_vars/eu.yml:4:12",
      overrode: ["production/group_vars/all/main.yml:3:3"],
    });
    expect(explained.get("sysctls.net.ipv4.ip_forward")).to.deep.include({ where: "production/group_vars/all/main.yml:4:3", overrode: [] });
  });

  it("fails for who reads what cannot be rendered, and for nobody else", () => {
    expect(host("db-a").vars["peer_names"]).to.be.a("string");
    expect(() => host("db-a").vars["home"]).to.throw("Cannot render \"{{ lookup('env', 'HOME') }}\": there is no function \"lookup\"");
    expect(inventory.explain(host("db-a")).find(({ name }) => name === "home")?.value).to.have.property("failure");
  });
});
