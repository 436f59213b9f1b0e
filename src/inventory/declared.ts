import type { PlacedMapping } from "../formats/placed.ts";

/** What the inventory files say, before group_vars, host_vars and any order among groups. */
export interface Declared {
  /** In the order of the files; `all` and `ungrouped` are always there. */
  readonly groups: Map<string, DeclaredGroup>;
  readonly hosts: Map<string, DeclaredHost>;
}

/** One group, gathered from all places that name it. */
export interface DeclaredGroup {
  readonly name: string;
  readonly where: string;
  /** Name of a child group → the place that says so. */
  readonly children: Map<string, string>;
  readonly hosts: Set<string>;
  /** Variables, a later one stronger. */
  readonly layers: PlacedMapping[];
}

/** One host, gathered from all places that name it. */
export interface DeclaredHost {
  readonly name: string;
  readonly where: string;
  readonly layers: PlacedMapping[];
}

/** An inventory of no hosts. */
export function nothingDeclared(): Declared {
  const declared: Declared = { groups: new Map(), hosts: new Map() };
  for (const name of ["all", "ungrouped"]) declareGroup(declared, name, "inventory");
  return declared;
}

/** A copy that can be added to without a change to the other. */
export function copyDeclared({ groups, hosts }: Declared): Declared {
  return {
    groups: new Map([...groups].map(([name, group]) => [name, copyGroup(group)])),
    hosts: new Map([...hosts].map(([name, host]) => [name, { ...host, layers: [...host.layers] }])),
  };
}

function copyGroup(group: DeclaredGroup): DeclaredGroup {
  const { children, hosts, layers } = group;
  return { ...group, children: new Map(children), hosts: new Set(hosts), layers: [...layers] };
}

/** The group of that name, made when it is new. */
export function declareGroup({ groups }: Declared, name: string, where: string): DeclaredGroup {
  const group = groups.get(name) ?? { name, where, children: new Map(), hosts: new Set(), layers: [] };
  groups.set(name, group);
  return group;
}

/** The host of that name, made when it is new. */
export function declareHost({ hosts }: Declared, name: string, where: string): DeclaredHost {
  const host = hosts.get(name) ?? { name, where, layers: [] };
  hosts.set(name, host);
  return host;
}
