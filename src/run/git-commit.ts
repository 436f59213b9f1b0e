import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Reads which commit a repository is at, from git's own files (gitrepository-layout(5)) and without git; `undefined` outside of one. */
export function gitCommit(folder: string): string | undefined {
  const gitFolder = findGitFolder(folder);
  if (gitFolder === undefined) return undefined;
  const head = readText(join(gitFolder, "HEAD"));
  const ref = /^ref: (.+)$/.exec(head)?.[1];
  if (ref === undefined) return head === "" ? undefined : head;
  const shared = resolve(gitFolder, readText(join(gitFolder, "commondir")));
  return readLooseRef([gitFolder, shared], ref) ?? readPackedRef(shared, ref);
}

function findGitFolder(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const path = join(at, ".git");
    const stats = statSync(path, { throwIfNoEntry: false });
    if (stats?.isDirectory() === true) return path;
    // A work tree or submodule: a file that says where.
    if (stats) return resolve(at, readText(path).replace(/^gitdir: /, ""));
    if (at === dirname(at)) return undefined;
  }
}

function readLooseRef(folders: readonly string[], ref: string): string | undefined {
  const path = folders.map((folder) => join(folder, ref)).find((candidate) => existsSync(candidate));
  return path === undefined ? undefined : readText(path);
}

function readPackedRef(folder: string, ref: string): string | undefined {
  const line = readText(join(folder, "packed-refs"))
    .split("\n")
    .find((entry) => entry.endsWith(` ${ref}`));
  return line?.split(" ", 1)[0];
}

function readText(path: string): string {
  return existsSync(path) ? readFileSync(path, "utf8").trim() : "";
}
