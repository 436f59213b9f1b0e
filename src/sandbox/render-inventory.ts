import { stringify } from "yaml";

/** What the controller has to know to reach a host. */
export interface ReachableHost {
  readonly name: string;
  readonly address: string;
  /** Public keys in OpenSSH's form. */
  readonly hostKeys: readonly string[];
}

/** Roles' variables by name. */
export type HostVars = Readonly<Record<string, unknown>>;

/**
 * Renders the inventory of a fleet that was brought up: addresses, keys, and the variables by which something of the sandbox stands in for what is
 * out of its reach. They are each host's own, for those beat what the repository says for all hosts; groups and the rest are the repository's.
 */
export function renderInventory(hosts: readonly ReachableHost[], privateKeyFile: string, vars: HostVars = {}): string {
  const entries = hosts.map(({ name, address, hostKeys }) => {
    const key = { ansible_ssh_private_key_file: privateKeyFile, host_key: hostKeys };
    return [name, { ansible_host: address, ansible_port: 22, ansible_user: "root", ...key, ...vars }] as const;
  });
  const header = "# Written by `infra sandbox up`, removed by `infra sandbox down`.\n";
  return header + stringify({ all: { hosts: Object.fromEntries(entries) } }, { lineWidth: 0 });
}
