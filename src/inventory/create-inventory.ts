import type { PlacedMapping } from "../formats/placed.ts";
import type { Address, Host, Inventory } from "../model/host.ts";
import { readAddress } from "./address.ts";
import type { Declared } from "./declared.ts";
import { type ExplainedVar, explainVars } from "./explain-vars.ts";
import type { Warning } from "./findings.ts";
import type { GroupOrder } from "./group-order.ts";
import type { Jinja } from "./jinja-template.ts";
import { mergeLayers } from "./merge-layers.ts";
import { selectHosts } from "./pattern.ts";
import { readWhole } from "./read-whole.ts";
import { remember, renderFleet } from "./renderer.ts";
import type { TagReaders } from "./tag-readers.ts";
import { whereIs } from "./where-is.ts";

/** An inventory with what there is to say about it. */
export interface LoadedInventory extends Inventory {
  readonly warnings: readonly Warning[];
  /** A host's variables with the place of each and what it overrode, for `infra inventory`. */
  explain(host: Host): readonly ExplainedVar[];
}

/** All that was read, without mistakes. */
export interface InventoryParts {
  readonly declared: Declared;
  readonly order: GroupOrder;
  /** The strongest layer: `-e`. */
  readonly extra: PlacedMapping;
  readonly roleVariables: ReadonlySet<string>;
  readonly folder: string;
  readonly tags: TagReaders;
  readonly jinja: Jinja | undefined;
  readonly warnings: readonly Warning[];
}

/** Puts the parts of an inventory together; each host's variables are merged and rendered when they are first asked for. */
export function createInventory(parts: InventoryParts): LoadedInventory {
  const { declared, order, roleVariables, folder } = parts;
  const names = [...declared.hosts.keys()];
  const merged = new Map<string, PlacedMapping>();

  function placedVars(name: string): PlacedMapping {
    return remember(merged, name, () => {
      const groups = order.groupsOf.get(name) ?? [];
      const own = declared.hosts.get(name)?.layers ?? [];
      return mergeLayers([...groups.flatMap(({ layers }) => layers), ...own, parts.extra], roleVariables);
    });
  }

  function groupNames(name: string): readonly string[] {
    const groups = order.groupsOf.get(name) ?? [];
    return groups.map((group) => group.name).filter((group) => group !== "all");
  }

  const varsOf = renderFleet({
    hosts: names,
    placedVars,
    groupNames: (name) => groupNames(name).toSorted(),
    groups: order.members,
    tags: parts.tags,
    jinja: parts.jinja,
  });

  function placeOf(name: string, path: readonly (string | number)[]): string {
    return whereIs(placedVars(name), path) ?? declared.hosts.get(name)?.where ?? name;
  }

  function hostOf(name: string): Host {
    let address: Address | undefined;
    return {
      name,
      groups: ["all", ...groupNames(name)],
      get address() {
        return (address ??= readAddress({ name, vars: varsOf(name), whereIs: (variable) => placeOf(name, [variable]) }));
      },
      get vars() {
        return varsOf(name);
      },
    };
  }

  const hosts = new Map(names.map((name) => [name, hostOf(name)]));
  return {
    hosts: [...hosts.values()],
    warnings: parts.warnings,
    host: (name) => hosts.get(name),
    select: (pattern) => selectHosts(pattern, { hosts: names, groups: order.members, folder }).flatMap((name) => hosts.get(name) ?? []),
    roleVars: ({ name }, variable) =>
      placedVars(name).entries.has(variable) ? readWhole(() => varsOf(name)[variable] ?? null) : undefined,
    whereIs: ({ name }, path) => placeOf(name, path),
    explain: ({ name }) => explainVars(placedVars(name), varsOf(name), roleVariables),
  };
}
