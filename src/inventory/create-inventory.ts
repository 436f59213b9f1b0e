import type { PlacedMapping } from "../formats/placed.ts";
import type { Address, Host, Inventory } from "../model/host.ts";
import type { Secret } from "../model/secret.ts";
import { readAddress } from "./address.ts";
import type { Declared } from "./declared.ts";
import type { EncryptedValues } from "./encrypted-values.ts";
import { type ExplainedVar, explainVars } from "./explain-vars.ts";
import type { Warning } from "./findings.ts";
import type { GroupOrder } from "./group-order.ts";
import type { FleetView } from "./host-scope.ts";
import { mergeLayers } from "./merge-layers.ts";
import { selectHosts } from "./pattern.ts";
import { readWhole } from "./read-whole.ts";
import { remember } from "./remember.ts";
import { renderFleet } from "./render-fleet.ts";
import { whereIs } from "./where-is.ts";

/** An inventory with what there is to say about it. */
export interface LoadedInventory extends Inventory {
  readonly warnings: readonly Warning[];
  /** A host's variables with the place of each and what it overrode, for `infra inventory`. */
  explain(host: Host): readonly ExplainedVar[];
  /** Every secret that was opened or filled in so far: whatever shows words of hosts or programs takes them out. */
  secrets(): readonly Secret[];
}

/** All that was read, without mistakes. */
export interface InventoryParts {
  readonly declared: Declared;
  readonly order: GroupOrder;
  /** The strongest layer: `-e`. */
  readonly extra: PlacedMapping;
  readonly roleVariables: ReadonlySet<string>;
  readonly folder: string;
  readonly encrypted: EncryptedValues;
  readonly warnings: readonly Warning[];
}

/** Puts the parts of an inventory together; each host's variables are merged and rendered when they are first asked for. */
export function createInventory(parts: InventoryParts): LoadedInventory {
  const { declared, order, roleVariables, folder } = parts;
  const fleet = viewFleet(parts);
  const { varsOf, secrets, render } = renderFleet(fleet, parts);

  function placeOf(name: string, path: readonly (string | number)[]): string {
    return whereIs(fleet.placedVars(name), path) ?? declared.hosts.get(name)?.where ?? name;
  }

  function hostOf(name: string): Host {
    let address: Address | undefined;
    return {
      name,
      groups: groupsOf(name, order),
      get address() {
        return (address ??= readAddress({ name, vars: varsOf(name), whereIs: (variable) => placeOf(name, [variable]) }));
      },
      get vars() {
        return varsOf(name);
      },
    };
  }

  const hosts = new Map(fleet.hosts.map((name) => [name, hostOf(name)]));
  return {
    hosts: [...hosts.values()],
    warnings: parts.warnings,
    host: (name) => hosts.get(name),
    select: (pattern, { orNone } = {}) => selectHosts(pattern, { ...fleet, folder, orNone }).flatMap((name) => hosts.get(name) ?? []),
    roleVars: ({ name }, variable) => (variable in varsOf(name) ? readWhole(() => varsOf(name)[variable] ?? null) : undefined),
    render: ({ name }, template) => render(name, template),
    whereIs: ({ name }, path) => placeOf(name, path),
    secrets,
    explain: ({ name }) => explainVars(fleet.placedVars(name), varsOf(name), roleVariables),
  };
}

function viewFleet({ declared, order, extra, roleVariables }: InventoryParts): FleetView {
  const merged = new Map<string, PlacedMapping>();
  function layersOf(name: string): readonly PlacedMapping[] {
    const groups = order.groupsOf.get(name) ?? [];
    return [...groups.flatMap(({ layers }) => layers), ...(declared.hosts.get(name)?.layers ?? []), extra];
  }
  return {
    hosts: [...declared.hosts.keys()],
    groups: order.members,
    placedVars: (name) => remember(merged, name, () => mergeLayers(layersOf(name), roleVariables)),
    groupNames: (name) => groupsOf(name, order).slice(1).sort(),
  };
}

function groupsOf(name: string, { groupsOf: groups }: GroupOrder): readonly string[] {
  return (groups.get(name) ?? []).map((group) => group.name);
}
