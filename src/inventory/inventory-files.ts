import { readdirSync, statSync } from "node:fs";
import { extname, join, resolve } from "node:path";

/** Beside inventory files, these folders hold variables, and this file says for whom values are encrypted. */
const NO_INVENTORY = ["group_vars", "host_vars", "vars_plugins", "recipients"];

/** Files with these endings lie about in an inventory's folder (Ansible's INVENTORY_IGNORE_EXTS; older releases pass over `.ini` too). */
const IGNORED_ENDINGS = [".pyc", ".pyo", ".swp", ".bak", ".rpm", ".md", ".txt", ".rst", ".orig", ".cfg", ".retry"];

/** In Ansible's order: where several fit a name, the first is read. */
export const YAML_ENDINGS: readonly string[] = ["", ".yml", ".yaml", ".json"];

/** An inventory file. */
export interface InventoryFile {
  readonly path: string;
  /** It was not asked for by its name, and its ending tells nothing: Ansible tries what lies in a folder, and passes over what it cannot read. */
  readonly isGuess: boolean;
}

/** One `-i`: its inventory files in order, and the folder whose `group_vars` and `host_vars` go with it. */
export interface Source {
  readonly files: readonly InventoryFile[];
  readonly varsFolder: string;
}

/** The files of one `-i` as Ansible finds them, or `undefined` where there is no such file or folder. */
export function findInventoryFiles(source: string, folder: string): Source | undefined {
  const path = resolve(folder, source);
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) return undefined;
  return stats.isDirectory()
    ? { files: filesIn(path), varsFolder: path }
    : { files: [{ path, isGuess: false }], varsFolder: resolve(path, "..") };
}

/** Inventory files of a folder and its sub-folders, by name. */
function filesIn(folder: string): readonly InventoryFile[] {
  return entriesOf(folder)
    .filter(({ name }) => !NO_INVENTORY.includes(name) && !IGNORED_ENDINGS.includes(extname(name)))
    .flatMap(({ path, isFolder }) => (isFolder ? filesIn(path) : [{ path, isGuess: !hasYamlEnding(path) }]));
}

/** Is it a name that Ansible reads as YAML: `.yml`, `.yaml`, `.json`, or no ending at all? */
export function hasYamlEnding(name: string): boolean {
  return YAML_ENDINGS.includes(extname(name));
}

/** What stands in a folder, by name; hidden files, backups and dangling links are passed over. */
export function entriesOf(folder: string): readonly { readonly name: string; readonly path: string; readonly isFolder: boolean }[] {
  const names = readdirSync(folder).filter((name) => !name.startsWith(".") && !name.endsWith("~"));
  return names.sort().flatMap((name) => {
    const path = join(folder, name);
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats ? [{ name, path, isFolder: stats.isDirectory() }] : [];
  });
}
