import type { PlacedMapping } from "../formats/placed.ts";
import { roleVariable } from "../model/role.ts";
import type { Declared } from "./declared.ts";
import { openEncryptedValues } from "./encrypted-values.ts";
import { readExtraVars } from "./extra-vars.ts";
import { findings as startFindings } from "./findings.ts";
import { createInventory, type LoadedInventory } from "./create-inventory.ts";
import { orderGroups } from "./group-order.ts";
import { findNearMisses } from "./near-misses.ts";
import { readSources } from "./read-sources.ts";
import { noKeys, type SecretKeys } from "./secret-keys.ts";

export type { LoadedInventory };

/** What an inventory is made of. */
export interface InventoryOptions {
  /** Files and folders as given by `-i`, merged in order. */
  readonly sources: readonly string[];
  /** Values as given by `-e`: `key=value`, `{"key": value}`, `@file`. */
  readonly extraVars: readonly string[];
  /** Names of the repository's roles: their variables are mappings that merge key by key. */
  readonly roleNames: readonly string[];
  /** Where relative paths start, and what places are shown relative to. */
  readonly folder: string;
  /** What opens encrypted values. Default: nothing, so that each is unreadable. */
  readonly keys?: SecretKeys | undefined;
}

/**
 * Reads Ansible's YAML and INI inventories with their `group_vars` and `host_vars`. Five levels, a later one stronger: the role's own defaults, group `all`,
 * other groups (parents before children, then by name), the host, `-e`; within a level `*_vars` files beat inventory files.
 * Throws every mistake together, as Failures with `file:line:col`. Expressions are filled in when they are read; encrypted values are opened at
 * once, and one that cannot be is an error for who reads it.
 */
export async function loadInventory({ sources, extraVars, roleNames, folder, keys = noKeys }: InventoryOptions): Promise<LoadedInventory> {
  const findings = startFindings();
  const declared = await readSources(sources, { folder, findings, keys });
  const extra = await readExtraVars(extraVars, { folder, findings, keys });
  const order = orderGroups(declared, findings);
  findings.throwIfAny();
  const layers = [...layersOf(declared), extra];
  const roleVariables = new Set(roleNames.map(roleVariable));
  return createInventory({
    declared,
    order,
    extra,
    roleVariables,
    folder,
    encrypted: await openEncryptedValues(layers, keys),
    warnings: [...findings.warnings, ...findNearMisses(layers, roleVariables)],
  });
}

function layersOf({ groups, hosts }: Declared): readonly PlacedMapping[] {
  return [...groups.values(), ...hosts.values()].flatMap(({ layers }) => layers);
}
