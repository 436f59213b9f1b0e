import { statSync } from "node:fs";
import { extname, join } from "node:path";
import { didYouMean } from "../model/did-you-mean.ts";
import type { Findings } from "./findings.ts";
import { entriesOf, hasYamlEnding, YAML_ENDINGS } from "./inventory-files.ts";
import { shownPath } from "./read-yaml-file.ts";

/** What a vars folder is looked up for. */
export interface VarsOwners {
  readonly kind: "group" | "host";
  readonly names: ReadonlySet<string>;
  readonly folder: string;
}

/**
 * Finds the variable files of all groups or hosts: `<name>/` (every file in it, by name), else `<name>`, `.yml`, `.yaml` or `.json`, as Ansible does.
 * Warns about files that nobody reads.
 */
export function findVarsFiles(
  base: string,
  { kind, names, folder }: VarsOwners,
  findings: Findings,
): ReadonlyMap<string, readonly string[]> {
  const path = join(base, `${kind}_vars`);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return new Map();
  const entries = new Map(entriesOf(path).map((entry) => [entry.name, entry]));
  const found = new Map<string, readonly string[]>();
  for (const { name, path: file, isFolder } of entries.values()) {
    const owner = ownerOf(name, isFolder, names);
    const first = YAML_ENDINGS.map((ending) => entries.get(`${owner}${ending}`)).find((entry) => entry !== undefined);
    if (!names.has(owner)) findings.warn(shownPath(file, folder), `There is no ${kind} "${owner}"${didYouMean(owner, names)}`);
    else if (first && first.name !== name)
      findings.warn(shownPath(file, folder), `This is not read: "${shownPath(first.path, folder)}" comes first, as in Ansible`);
    else found.set(owner, isFolder ? filesBelow(file) : [file]);
  }
  return found;
}

/** `us.yml` belongs to `us`, and `us.example` to the host of that very name. */
function ownerOf(name: string, isFolder: boolean, names: ReadonlySet<string>): string {
  return isFolder || names.has(name) || !hasYamlEnding(name) ? name : name.slice(0, name.length - extname(name).length);
}

function filesBelow(folder: string): readonly string[] {
  return entriesOf(folder)
    .filter(({ name, isFolder }) => (isFolder ? extname(name) === "" : hasYamlEnding(name)))
    .flatMap(({ path, isFolder }) => (isFolder ? filesBelow(path) : [path]));
}
