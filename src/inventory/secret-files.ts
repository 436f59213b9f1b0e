import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { entriesOf, findInventoryFiles, hasYamlEnding } from "./inventory-files.ts";
import { isYaml } from "./read-inventory-file.ts";

/** All files that values may be encrypted in: inventory files but INI, which has no way to say so, and whatever lies in `group_vars` and `host_vars` beside them. */
export function findSecretFiles(sources: readonly string[], folder: string): readonly string[] {
  const found = sources.flatMap((source) => findInventoryFiles(source, folder) ?? []);
  const bases = new Set(found.map(({ varsFolder }) => varsFolder));
  const vars = [...bases].flatMap((base) => ["group_vars", "host_vars"].flatMap((name) => filesBelow(join(base, name))));
  return [...new Set([...found.flatMap(({ files }) => files.map(({ path }) => path).filter(holdsYaml)), ...vars])];
}

function holdsYaml(path: string): boolean {
  const text = readFileSync(path, "utf8");
  return text.startsWith("$ANSIBLE_VAULT") || isYaml(path, { text, file: path });
}

function filesBelow(folder: string): readonly string[] {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return entriesOf(folder)
    .filter(({ name, isFolder }) => isFolder || hasYamlEnding(name))
    .flatMap(({ path, isFolder }) => (isFolder ? filesBelow(path) : [path]));
}
