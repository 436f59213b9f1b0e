import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { Failure } from "../model/failure.ts";
import { hintOfWords } from "../model/did-you-mean.ts";
import { isFolder } from "./find-repository.ts";

const ENDING = /\.[cm]?[jt]s$/;

/** A playbook named on the command line, found. */
export interface PlaybookFile {
  readonly path: string;
  /** The name that the playbook must have: its file's, if it was found by name. */
  readonly name: string | undefined;
}

/** Finds a playbook by its name in `playbooks/`, or by a path from `folder` (anything with a slash or an ending). Throws `USAGE` with the names that there are. */
export function findPlaybookFile(nameOrPath: string, { repository, folder }: { repository: string; folder: string }): PlaybookFile {
  if (nameOrPath.includes("/") || ENDING.test(nameOrPath)) {
    const path = resolve(folder, nameOrPath);
    if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return { path, name: undefined };
    throw new Failure("USAGE", nameOrPath, `Cannot find playbook "${nameOrPath}": there is no such file`);
  }
  const files = playbookFiles(repository);
  const path = files.get(nameOrPath);
  if (path !== undefined) return { path, name: nameOrPath };
  throw new Failure("USAGE", nameOrPath, `Cannot find playbook "${nameOrPath}": playbooks/ has none of that name`, {
    hint: hintOfWords(nameOrPath, [...files.keys()]),
  });
}

/** All playbooks of a repository: name → path. */
export function playbookFiles(repository: string): ReadonlyMap<string, string> {
  const folder = join(repository, "playbooks");
  if (!isFolder(folder)) return new Map();
  const names = readdirSync(folder).filter((name) => ENDING.test(name) && !/\.d\.[cm]?ts$/.test(name));
  return new Map(names.sort().map((name) => [name.replace(ENDING, ""), join(folder, name)]));
}
