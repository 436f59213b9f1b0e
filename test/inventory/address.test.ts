import { expect } from "chai";
import { readAddress } from "../../src/inventory/address.ts";
import { Failure, Failures } from "../../src/model/failure.ts";
import type { Address, Value } from "../../src/model/host.ts";

function read(vars: Readonly<Record<string, Value>>): Address {
  return readAddress({ name: "eu", vars, whereIs: (variable) => `h.yml: ${variable}` });
}

describe("readAddress", () => {
  const nothing: Address = {
    connection: "ssh",
    host: "eu",
    port: undefined,
    user: undefined,
    privateKeyFile: undefined,
    hostKeys: [],
    become: undefined,
  };
  const sudo = { method: "sudo", user: "root", password: undefined } as const;
  const good: readonly { title: string; vars: Readonly<Record<string, Value>>; address: Partial<Address> }[] = [
    { title: "takes the host's name where nothing is said", vars: {}, address: {} },
    { title: "takes null for nothing", vars: { ansible_host: null, ansible_port: null }, address: {} },
    {
      title: "reads what Ansible reads",
      vars: { ansible_host: "10.0.0.1", ansible_port: 222, ansible_user: "me", ansible_ssh_private_key_file: "~/.ssh/k" },
      address: { host: "10.0.0.1", port: 222, user: "me", privateKeyFile: "~/.ssh/k" },
    },
    { title: "takes a port in quotes", vars: { ansible_port: "222" }, address: { port: 222 } },
    {
      title: "knows connections by both names",
      vars: { ansible_connection: "community.docker.docker" },
      address: { connection: "docker" },
    },
    {
      title: "reads how a fresh host is reached",
      vars: { bootstrap_port: 22, bootstrap_user: "debian", ansible_become_pass: "s3" },
      address: { bootstrap: { port: 22, user: "debian", become: { ...sudo, password: "s3" } } },
    },
    { title: "reads a bootstrap port alone", vars: { bootstrap_port: 22 }, address: { bootstrap: { port: 22, become: undefined } } },
    {
      title: "reads a bootstrap user who is root already",
      vars: { bootstrap_user: "root", ansible_become: true },
      address: { become: sudo, bootstrap: { user: "root", become: undefined } },
    },
    { title: "knows local", vars: { ansible_connection: "local" }, address: { connection: "local" } },
    { title: "takes Ansible's booleans", vars: { ansible_become: "yes" }, address: { become: sudo } },
    {
      title: "reads who to become",
      vars: { ansible_become: true, ansible_become_user: "admin", ansible_become_pass: "s3" },
      address: { become: { ...sudo, user: "admin", password: "s3" } },
    },
    {
      title: "prefers the longer name of the password",
      vars: { ansible_become: 1, ansible_become_pass: "a", ansible_become_password: "b" },
      address: { become: { ...sudo, password: "b" } },
    },
    { title: "becomes nobody where it is off", vars: { ansible_become: "Off", ansible_become_user: "admin" }, address: {} },
    {
      title: "reads one host key, without its comment",
      vars: { host_key: "ssh-ed25519 AAAAC3Nz root@eu\n" },
      address: { hostKeys: ["ssh-ed25519 AAAAC3Nz"] },
    },
    {
      title: "reads several host keys",
      vars: { host_key: ["ssh-ed25519 AA==", "ecdsa-sha2-nistp256 BB"] },
      address: { hostKeys: ["ssh-ed25519 AA==", "ecdsa-sha2-nistp256 BB"] },
    },
    {
      title: "leaves alone what it does not use",
      vars: { ansible_python_interpreter: "x", ansible_ssh_common_args: "-J jump" },
      address: {},
    },
  ];
  for (const { title, vars, address } of good) it(title, () => expect(read(vars)).to.deep.equal({ ...nothing, ...address }));

  it("reports every wrong variable at its place, never a password", () => {
    const vars = {
      ansible_host: 10,
      ansible_port: 70000,
      ansible_connection: "winrm",
      ansible_become: "perhaps",
      ansible_become_method: "su",
      ansible_become_password: 1234,
      host_key: ["no key", 1],
    };
    try {
      read(vars);
      expect.fail("it did not throw");
    } catch (error) {
      expect(error).to.be.instanceOf(Failures);
      expect(String(error).replace("Failures: ", "").split("\n")).to.have.members([
        'h.yml: ansible_connection: Cannot read ansible_connection: expected one of ssh, smart, paramiko, paramiko_ssh, ansible.builtin.ssh, docker, community.docker.docker, community.docker.docker_api, local, ansible.builtin.local, got "winrm"',
        "h.yml: ansible_host: Cannot read ansible_host: expected a text (in quotes where it looks like a number), got 10",
        "h.yml: ansible_port: Cannot read ansible_port: expected a port from 1 to 65535, got 70000",
        'h.yml: host_key: Cannot read host_key: expected a public key such as "ssh-ed25519 AAAA…", or a list of them, got ["no key",1]',
        'h.yml: ansible_become: Cannot read ansible_become: expected a boolean: true, false, yes or no, got "perhaps"',
        'h.yml: ansible_become_method: Cannot read ansible_become_method: expected one of sudo, ansible.builtin.sudo, got "su"',
        "h.yml: ansible_become_password: Cannot read ansible_become_password: expected a text (in quotes where it looks like a number), got number",
      ]);
    }
  });

  it("passes on what cannot be rendered", () => {
    const failure = new Failure("EXPRESSION_INVALID", "h.yml:1:1", "Cannot render");
    const vars = Object.defineProperty({}, "ansible_host", {
      get: () => {
        throw failure;
      },
    });
    expect(() => read(vars)).to.throw(Failures, "Cannot render");
    const broken = Object.defineProperty({}, "ansible_host", {
      get: () => {
        throw new TypeError("a bug");
      },
    });
    expect(() => read(broken)).to.throw(TypeError, "a bug");
  });
});
