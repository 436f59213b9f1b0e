import type { Declared, DeclaredGroup } from "./declared.ts";
import type { Findings } from "./findings.ts";

/** The groups put in order: who is above whom, and who is in them. */
export interface GroupOrder {
  /** A host → its groups, `all` first, parents before children, then by priority and name. */
  readonly groupsOf: ReadonlyMap<string, readonly DeclaredGroup[]>;
  /** A group → its hosts and those of the groups below it, in inventory order. */
  readonly members: ReadonlyMap<string, readonly string[]>;
}

/** Works out the order of groups, and reports groups that contain themselves. */
export function orderGroups(declared: Declared, findings: Findings): GroupOrder {
  const parents = parentsOf(declared);
  if (reportCycles(declared, findings)) return { groupsOf: new Map(), members: new Map() };
  const depths = new Map<string, number>();
  const order = [...declared.groups.values()].sort(
    (a, b) =>
      depthOf(a.name, parents, depths) - depthOf(b.name, parents, depths) || priority(a) - priority(b) || (a.name < b.name ? -1 : 1),
  );
  const direct = directGroups(declared);
  const groupsOf = new Map(
    [...declared.hosts.keys()].map((host) => [host, groupsAbove(direct.get(host) ?? new Set(["ungrouped"]), parents, order)]),
  );
  const members = new Map(
    [...declared.groups].map(([name, group]) => [name, [...groupsOf].filter(([, groups]) => groups.includes(group)).map(([host]) => host)]),
  );
  return { groupsOf, members };
}

/** Group → its parents; a group that nobody names as a child belongs to `all`. */
function parentsOf({ groups }: Declared): ReadonlyMap<string, ReadonlySet<string>> {
  const parents = new Map([...groups.keys()].map((name) => [name, new Set<string>()]));
  for (const { name, children } of groups.values()) for (const child of children.keys()) parents.get(child)?.add(name);
  for (const [name, above] of parents) if (name !== "all" && above.size === 0) above.add("all");
  return parents;
}

/** Distance from `all`, by the longest way. */
function depthOf(name: string, parents: ReadonlyMap<string, ReadonlySet<string>>, known: Map<string, number>): number {
  const above = [...(parents.get(name) ?? [])];
  const depth = known.get(name) ?? Math.max(-1, ...above.map((parent) => depthOf(parent, parents, known))) + 1;
  known.set(name, depth);
  return depth;
}

/** `ansible_group_priority`: among groups of one depth the higher one is stronger. Default 1. */
function priority({ layers }: DeclaredGroup): number {
  const value = layers.map(({ entries }) => entries.get("ansible_group_priority")?.value).findLast((one) => one !== undefined);
  return value?.kind === "scalar" && value.value !== null ? Number(value.value) || 1 : 1;
}

/** Host → the groups that name it, `all` aside; `ungrouped` counts only where no other does. */
function directGroups({ groups }: Declared): ReadonlyMap<string, ReadonlySet<string>> {
  const direct = new Map<string, Set<string>>();
  for (const { name, hosts } of groups.values()) {
    for (const host of name === "all" ? [] : hosts) direct.set(host, (direct.get(host) ?? new Set()).add(name));
  }
  for (const named of direct.values()) if (named.size > 1) named.delete("ungrouped");
  return direct;
}

function groupsAbove(
  direct: ReadonlySet<string>,
  parents: ReadonlyMap<string, ReadonlySet<string>>,
  order: readonly DeclaredGroup[],
): readonly DeclaredGroup[] {
  const above = new Set(direct);
  for (const name of above) for (const parent of parents.get(name) ?? []) above.add(parent);
  return order.filter(({ name }) => above.has(name));
}

/** Follows each group's children; a group met again on its own way down is a cycle. */
function reportCycles({ groups }: Declared, findings: Findings): boolean {
  const safe = new Set<string>();
  const found = new Set<string>();
  function follow(name: string, way: readonly string[]): void {
    for (const [child, where] of groups.get(name)?.children ?? []) {
      const from = [...way, name].indexOf(child);
      if (from >= 0 || child === "all") {
        found.add(where);
        findings.fail(
          where,
          `Cannot put group "${child}" into "${name}": groups would contain themselves: ${[...way, name].slice(Math.max(from, 0)).join(" > ")} > ${child}`,
        );
      } else if (!safe.has(child)) follow(child, [...way, name]);
    }
    safe.add(name);
  }
  for (const name of groups.keys()) if (!safe.has(name)) follow(name, []);
  return found.size > 0;
}
