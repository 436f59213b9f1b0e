import type { PlacedMapping } from "../formats/placed.ts";
import { type Declared, nothingDeclared } from "./declared.ts";
import { findInventoryFiles, type Source } from "./inventory-files.ts";
import { describe, isNothing } from "./read-groups.ts";
import { readInventoryFile } from "./read-inventory-file.ts";
import { type FileReading, readYamlFile } from "./read-yaml-file.ts";
import { findVarsFiles } from "./vars-files.ts";

/** Reads all `-i` in order, then the `group_vars` and `host_vars` beside each; a later one is stronger. */
export async function readSources(given: readonly string[], reading: FileReading): Promise<Declared> {
  const { folder, findings } = reading;
  const declared = nothingDeclared();
  const sources: Source[] = [];
  for (const source of given) {
    const found = findInventoryFiles(source, folder);
    if (found) sources.push(found);
    else findings.fail("-i", `Cannot read inventory "${source}": there is no such file or folder`, { code: "USAGE" });
  }
  const files = new Map(sources.flatMap((source) => source.files.map((file) => [file.path, file])));
  for (const file of files.values()) await readInventoryFile(file, declared, reading);
  for (const base of new Set(sources.map(({ varsFolder }) => varsFolder))) {
    await addVars(base, { kind: "group", owners: declared.groups }, reading);
    await addVars(base, { kind: "host", owners: declared.hosts }, reading);
  }
  for (const [name, { where }] of declared.hosts) if (declared.groups.has(name)) findings.warn(where, `"${name}" is a host and a group`);
  return declared;
}

interface Owners {
  readonly kind: "group" | "host";
  readonly owners: ReadonlyMap<string, { readonly layers: PlacedMapping[] }>;
}

async function addVars(base: string, { kind, owners }: Owners, reading: FileReading): Promise<void> {
  const { folder, findings } = reading;
  for (const [name, files] of findVarsFiles(base, { kind, names: new Set(owners.keys()), folder }, findings)) {
    for (const path of files) {
      const root = await readYamlFile(path, reading);
      if (root?.kind === "mapping") owners.get(name)?.layers.push(root);
      else if (root && !isNothing(root)) findings.fail(root.where, `Cannot read variables: expected a mapping, got ${describe(root)}`);
    }
  }
}
