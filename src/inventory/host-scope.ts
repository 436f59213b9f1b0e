import type { PlacedMapping } from "../formats/placed.ts";
import type { Value } from "../model/host.ts";
import { lazyMapping } from "./lazy-value.ts";
import { mappingFrom, type Scope } from "./scope.ts";

/** What expressions see of the whole fleet, whatever `--limit` says. */
export interface FleetView {
  readonly hosts: readonly string[];
  /** A host's merged variables. */
  placedVars(host: string): PlacedMapping;
  /** A host's groups but `all`, by name. */
  groupNames(host: string): readonly string[];
  /** Group → its hosts. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
}

const CONSTANTS = { true: true, True: true, false: false, False: false, none: null, None: null };

/**
 * All names that a host's expressions can use: its variables and, before them, Ansible's magic ones. `hostvars` has every host's variables,
 * still unread.
 *
 * @see https://docs.ansible.com/ansible/latest/reference_appendices/special_variables.html#magic-variables
 */
export function hostScope(host: string, fleet: FleetView, varsOf: (host: string) => Scope): Scope {
  const others = fleet.hosts.map((name) => [name, name] as const);
  const hostvars = lazyMapping(others, (name) => withNames(varsOf(name), hostNames(name, fleet)));
  return withNames(varsOf(host), { ...CONSTANTS, ...hostNames(host, fleet), groups: mappingFrom(fleet.groups), hostvars });
}

function hostNames(host: string, { groupNames }: FleetView): Readonly<Record<string, Value>> {
  return { inventory_hostname: host, inventory_hostname_short: host.split(".")[0] ?? host, group_names: groupNames(host) };
}

/** Variables with names beside them that win; what is lazy stays lazy. */
export function withNames(vars: Scope, names: Scope): Scope {
  const both: Record<string, Value> = { __proto__: null };
  return Object.defineProperties(both, { ...Object.getOwnPropertyDescriptors(vars), ...Object.getOwnPropertyDescriptors(names) });
}
