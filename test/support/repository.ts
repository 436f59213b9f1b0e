import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Folder of this repository, from the sources as from dist. */
export const repository: string = findRoot(import.meta.dirname);

/** Text of a file of the repository. */
export function readRepositoryFile(path: string): string {
  return readFileSync(join(repository, path), "utf8");
}

/** Files that are, or would be, committed; paths from the repository's folder. */
export function committedFiles(): readonly string[] {
  const list = execFileSync("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"], { cwd: repository, encoding: "utf8" });
  return list.split("\0").filter((path) => path !== "" && existsSync(join(repository, path)));
}

/** Names of the folders right below a folder of the repository; none where it does not exist. */
export function foldersIn(path: string): readonly string[] {
  const folder = join(repository, path);
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** A kebab-case name as the identifier that it exports: `apt-sources` → `aptSources`. */
export function camelCase(name: string): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

function findRoot(folder: string): string {
  return existsSync(join(folder, "package.json")) ? folder : findRoot(dirname(folder));
}
