import { expect } from "chai";
import { parse } from "yaml";
import { renderInventory } from "../../src/sandbox/render-inventory.ts";

const secrets = {
  wireguard: { eu: { private_key: "cHJpdmF0ZQ==", public_key: "cHVibGlj" } },
  onion_key: "c2VlZA==",
  mail_database_password: "pass: #1",
  sysadmin_password_hash: "$6$salt$hash",
  backup_passphrase: "battery staple",
  tsig_transfer: { us: "a2V5" },
  tsig_acme: { eu: "a2V5" },
  front_end_secrets: { nitter: { hmac_key: "n1tter" } },
  stateful_secrets: { gitea: { database_password: "word" } },
  dnssec_keys: { ksk: "pem", zsk: "pem" },
};

describe("the inventory of a sandbox", () => {
  it("says of each host how it is reached and which keys it shows", () => {
    const hosts = [
      { name: "eu", address: "10.213.4.11", address6: "fd00::b", hostKeys: ["ssh-ed25519 AAAA", "ssh-rsa BBBB"] },
      { name: "in", address: "10.213.4.13", hostKeys: ["ssh-ed25519 CCCC"] },
    ];
    const rest = { ansible_port: 22, ansible_user: "root", ansible_ssh_private_key_file: "/srv/my keys/id: #1" };
    expect(parse(renderInventory(hosts, { privateKeyFile: "/srv/my keys/id: #1", secrets }))).to.deep.equal({
      all: {
        vars: { wireguard_public_keys: { eu: "cHVibGlj" }, ...Object.fromEntries(Object.entries(secrets).slice(1)) },
        hosts: {
          eu: {
            ansible_host: "10.213.4.11",
            ...rest,
            public_addresses: ["10.213.4.11", "fd00::b"],
            host_key: ["ssh-ed25519 AAAA", "ssh-rsa BBBB"],
            wireguard_private_key: "cHJpdmF0ZQ==",
          },
          in: { ansible_host: "10.213.4.13", ...rest, public_addresses: ["10.213.4.13"], host_key: ["ssh-ed25519 CCCC"] },
        },
      },
    });
  });

  it("says by which variables of the hosts something stands in", () => {
    const hosts = [
      { name: "eu", address: "10.213.4.11", hostKeys: [] },
      { name: "us", address: "10.213.4.12", hostKeys: [] },
    ];
    const standIns = { tailscale: { login_server: "http://lab" } };
    const { all } = parse(renderInventory(hosts, { privateKeyFile: "/id", secrets, standIns })) as {
      all: { hosts: Record<string, unknown> };
    };
    for (const name of ["eu", "us"]) expect(all.hosts[name]).to.deep.include(standIns);
  });
});
