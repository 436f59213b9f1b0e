import type { Sealed, Secret } from "./secret.ts";

/** A value of the inventory as roles see it: data, with every expression filled in and what is encrypted decrypted. */
export type Value = string | number | boolean | null | Secret | readonly Value[] | { readonly [key: string]: Value };

/** How a host is reached. */
export interface Address {
  /** `ansible_connection`. Default `ssh`. */
  readonly connection: "ssh" | "docker" | "local";
  /** Name or address to connect to; for `docker` the container's name. */
  readonly host: string;
  readonly port: number | undefined;
  readonly user: string | undefined;
  readonly privateKeyFile: string | undefined;
  /** Public keys in OpenSSH's form (`ssh-ed25519 AAAA…`) that the host may show, beside known_hosts. */
  readonly hostKeys: readonly string[];
  readonly become: Become | undefined;
  /** How a fresh host is reached, on which the wanted port or user is not there yet. */
  readonly bootstrap?: Bootstrap;
}

/** What is tried when a host refuses the wanted login. */
export interface Bootstrap {
  readonly port?: number;
  readonly user?: string;
  /** How that user becomes root. */
  readonly become: Become | undefined;
}

/** How root is reached from the account that logs in. */
export interface Become {
  readonly method: "sudo";
  readonly user: string;
  readonly password: string | undefined;
}

/** One server of the fleet with its variables merged. */
export interface Host {
  readonly name: string;
  /** All groups that it is in, `all` first, parents before children. */
  readonly groups: readonly string[];
  readonly address: Address;
  /** Variables by name, expressions filled in when they are read: reading one that cannot be rendered throws. */
  readonly vars: Readonly<Record<string, Value>>;
}

/** A file of the controller with expressions in it. */
export interface TemplateFile {
  readonly text: string;
  /** Its path, as it is shown. */
  readonly file: string;
  /** Names that it may use beside the host's variables; they win. */
  readonly names?: Readonly<Record<string, Value>>;
}

/** The fleet, as read from all `-i` sources. */
export interface Inventory {
  readonly hosts: readonly Host[];
  host(name: string): Host | undefined;
  /** Hosts that an Ansible pattern selects, in inventory order; throws `USAGE` where a part of it matches nothing, or unless `orNone` where no host is left. */
  select(pattern: string, options?: { readonly orNone?: boolean }): readonly Host[];
  /**
   * A host's variable with every expression in it filled in: what a role's schema reads. `undefined` where the host has no such variable.
   * Throws all that cannot be rendered together, as Failures with their places.
   */
  roleVars(host: Host, variable: string): Value | undefined;
  /**
   * Fills in a file as Ansible's `template` does, with a host's variables; what a secret went into is one. Throws everything in it that cannot be
   * filled in together, as Failures with their lines.
   */
  render(host: Host, template: TemplateFile): Sealed;
  /** Where a variable of a host was written, as `file:line:col`; `path` leads into its value. */
  whereIs(host: Host, path: readonly (string | number)[]): string;
}
