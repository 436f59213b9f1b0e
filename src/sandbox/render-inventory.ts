import { stringify } from "yaml";
import { type SandboxSecrets, secretVars } from "./sandbox-secrets.ts";

/** What the controller has to know to reach a host. */
export interface ReachableHost {
  readonly name: string;
  readonly address: string;
  /** Its address of IPv6, where the network has such. */
  readonly address6?: string | undefined;
  /** Public keys in OpenSSH's form. */
  readonly hostKeys: readonly string[];
}

/** Roles' variables by name. */
export type HostVars = Readonly<Record<string, unknown>>;

/** What the inventory says beside the hosts themselves. */
export interface Beside {
  readonly privateKeyFile: string;
  readonly secrets: SandboxSecrets;
  /** The variables by which something of the sandbox stands in for what is out of its reach. */
  readonly standIns?: HostVars | undefined;
}

/**
 * Renders the inventory of a fleet that was brought up: addresses, keys, secrets and stand-ins. The latter are each host's own, for those beat what the
 * repository says for all hosts; groups and the rest are the repository's.
 */
export function renderInventory(hosts: readonly ReachableHost[], { privateKeyFile, secrets, standIns = {} }: Beside): string {
  const vars = secretVars(secrets);
  const entries = hosts.map(({ name, address, address6, hostKeys }) => {
    const public_addresses = address6 === undefined ? [address] : [address, address6];
    const key = { ansible_ssh_private_key_file: privateKeyFile, host_key: hostKeys };
    return [
      name,
      { ansible_host: address, ansible_port: 22, ansible_user: "root", public_addresses, ...key, ...standIns, ...vars.hosts[name] },
    ] as const;
  });
  const header = "# Written by `infra sandbox up`, removed by `infra sandbox down`.\n";
  return header + stringify({ all: { vars: vars.all, hosts: Object.fromEntries(entries) } }, { lineWidth: 0 });
}
