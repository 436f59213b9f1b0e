import { statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve } from "node:path";

/** Finds the repository that a folder lies in: the nearest one upwards with `playbooks/` or `inventory/`; the folder itself where there is none. */
export function findRepository(folder: string): string {
  let at = resolve(folder);
  for (;;) {
    if (isFolder(join(at, "playbooks")) || isFolder(join(at, "inventory"))) return at;
    const parent = dirname(at);
    if (parent === at) return resolve(folder);
    at = parent;
  }
}

/** A path as a reader of errors wants it: relative where that is shorter than the way up. */
export function shownPath(path: string, folder: string): string {
  const shown = relative(folder, path);
  return shown === "" || shown.startsWith("..") || isAbsolute(shown) ? path : shown;
}

/** Is there a folder at this path? */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
