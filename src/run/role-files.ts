import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { isFolder } from "./find-repository.ts";

/** Folder of the roles that come with the package. */
const packageRoles = fileURLToPath(new URL("../../roles", import.meta.url));

/** The roles of a repository: name → path of its `role.ts`. */
export function roleFiles(repository: string): ReadonlyMap<string, string> {
  return rolesIn(join(repository, "roles"));
}

/** The roles that come with the package: name → path. */
export function packageRoleFiles(): ReadonlyMap<string, string> {
  return rolesIn(packageRoles);
}

/** All roles that there are, the package's and a repository's; of two with one name, the repository's. */
export function allRoleFiles(repository: string): ReadonlyMap<string, string> {
  return new Map([...packageRoleFiles(), ...roleFiles(repository)]);
}

function rolesIn(folder: string): ReadonlyMap<string, string> {
  if (!isFolder(folder)) return new Map();
  const files = readdirSync(folder).map((name) => [name, roleFile(join(folder, name))] as const);
  return new Map(files.flatMap(([name, path]) => (path === undefined ? [] : [[name, path]])));
}

function roleFile(folder: string): string | undefined {
  return ["role.ts", "role.js"].map((name) => join(folder, name)).find((path) => existsSync(path));
}
