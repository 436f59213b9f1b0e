import { expect } from "chai";
import { parse } from "yaml";
import { renderInventory } from "../../src/sandbox/render-inventory.ts";

describe("the inventory of a sandbox", () => {
  it("says of each host how it is reached and which keys it shows", () => {
    const hosts = [
      { name: "eu", address: "10.213.4.11", hostKeys: ["ssh-ed25519 AAAA", "ssh-rsa BBBB"] },
      { name: "in", address: "10.213.4.13", hostKeys: ["ssh-ed25519 CCCC"] },
    ];
    const rest = { ansible_port: 22, ansible_user: "root", ansible_ssh_private_key_file: "/srv/my keys/id: #1" };
    expect(parse(renderInventory(hosts, "/srv/my keys/id: #1"))).to.deep.equal({
      all: {
        hosts: {
          eu: { ansible_host: "10.213.4.11", ...rest, host_key: ["ssh-ed25519 AAAA", "ssh-rsa BBBB"] },
          in: { ansible_host: "10.213.4.13", ...rest, host_key: ["ssh-ed25519 CCCC"] },
        },
      },
    });
  });

  it("says by which variables of the hosts something stands in", () => {
    const hosts = [
      { name: "eu", address: "10.213.4.11", hostKeys: [] },
      { name: "us", address: "10.213.4.12", hostKeys: [] },
    ];
    const vars = { tailscale: { login_server: "http://lab" } };
    const { all } = parse(renderInventory(hosts, "/id", vars)) as { all: { hosts: Record<string, unknown> } };
    for (const name of ["eu", "us"]) expect(all.hosts[name]).to.deep.include(vars);
  });
});
