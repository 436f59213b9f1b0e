import { stringify } from "yaml";
import { type SandboxSecrets, secretVars } from "./sandbox-secrets.ts";

/** What the controller has to know to reach a host. */
export interface ReachableHost {
  readonly name: string;
  readonly address: string;
  /** Public keys in OpenSSH's form. */
  readonly hostKeys: readonly string[];
}

/** What the inventory says beside the hosts themselves. */
export interface Access {
  readonly privateKeyFile: string;
  readonly secrets: SandboxSecrets;
}

/** Renders the inventory of a fleet that was brought up: addresses, keys and secrets only; groups and variables are the repository's own. */
export function renderInventory(hosts: readonly ReachableHost[], { privateKeyFile, secrets }: Access): string {
  const vars = secretVars(secrets);
  const entries = hosts.map(({ name, address, hostKeys }) => {
    const key = { ansible_ssh_private_key_file: privateKeyFile, host_key: hostKeys };
    return [name, { ansible_host: address, ansible_port: 22, ansible_user: "root", ...key, ...vars.hosts[name] }] as const;
  });
  const header = "# Written by `infra sandbox up`, removed by `infra sandbox down`.\n";
  return header + stringify({ all: { vars: vars.all, hosts: Object.fromEntries(entries) } }, { lineWidth: 0 });
}
