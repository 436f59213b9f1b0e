import type { PlacedMapping } from "../formats/placed.ts";
import { type Declared, nothingDeclared } from "./declared.ts";
import type { Findings } from "./findings.ts";
import { findInventoryFiles, type Source } from "./inventory-files.ts";
import { describe, isNothing, readGroups } from "./read-groups.ts";
import { readYamlFile } from "./read-yaml-file.ts";
import { findVarsFiles } from "./vars-files.ts";

/** Reads all `-i` in order, then the `group_vars` and `host_vars` beside each; a later one is stronger. */
export function readSources(
  given: readonly string[],
  { folder, findings }: { readonly folder: string; readonly findings: Findings },
): Declared {
  const declared = nothingDeclared();
  const sources: Source[] = [];
  for (const source of given) {
    const found = findInventoryFiles(source, folder);
    if (found) sources.push(found);
    else findings.fail("-i", `Cannot read inventory "${source}": there is no such file or folder`, { code: "USAGE" });
  }
  for (const path of new Set(sources.flatMap(({ files }) => files))) {
    const root = readYamlFile(path, { folder, findings });
    if (root && !isNothing(root)) readGroups(root, { declared, findings });
  }
  for (const base of new Set(sources.map(({ varsFolder }) => varsFolder))) {
    addVars(base, { kind: "group", owners: declared.groups, folder }, findings);
    addVars(base, { kind: "host", owners: declared.hosts, folder }, findings);
  }
  for (const [name, { where }] of declared.hosts) if (declared.groups.has(name)) findings.warn(where, `"${name}" is a host and a group`);
  return declared;
}

interface Owners {
  readonly kind: "group" | "host";
  readonly owners: ReadonlyMap<string, { readonly layers: PlacedMapping[] }>;
  readonly folder: string;
}

function addVars(base: string, { kind, owners, folder }: Owners, findings: Findings): void {
  for (const [name, files] of findVarsFiles(base, { kind, names: new Set(owners.keys()), folder }, findings)) {
    for (const path of files) {
      const root = readYamlFile(path, { folder, findings });
      if (root?.kind === "mapping") owners.get(name)?.layers.push(root);
      else if (root && !isNothing(root)) findings.fail(root.where, `Cannot read variables: expected a mapping, got ${describe(root)}`);
    }
  }
}
