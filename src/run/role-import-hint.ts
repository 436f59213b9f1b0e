import { dirname, relative, resolve, sep } from "node:path";
import { hintOfWords } from "../model/did-you-mean.ts";
import { packageRoleFiles, roleFiles } from "./role-files.ts";

/** A place in a file that imports something. */
export interface ImportPlace {
  readonly path: string;
  readonly text: string;
  /** Where the name or the path of the module begins. */
  readonly offset: number;
}

/** What an import that fails probably meant, where it is about a role: `../roles/mtod/role.ts`, `{ sysctl } from "geosteer/roles"`. */
export function roleImportHint({ path, text, offset }: ImportPlace, repository: string): string | undefined {
  const rest = text.slice(offset);
  const [, module] = /^["']([^"'\n]+)["']/.exec(rest) ?? [];
  if (module?.startsWith(".")) return hintOfPath(resolve(dirname(path), module), repository);
  const [, name] = /^(\w+)[\w\s,]*\}\s*from\s+["']geosteer\/roles["']/.exec(rest) ?? [];
  return name === undefined ? undefined : hintOfWords(name, [...packageRoleFiles().keys()].map(identifier));
}

function hintOfPath(path: string, repository: string): string | undefined {
  const [folder, name = ""] = relative(repository, path).split(sep);
  const known = roleFiles(repository);
  return folder !== "roles" || known.has(name) ? undefined : hintOfWords(name, [...known.keys()]);
}

/** The name under which a role is exported: `apt-sources` → `aptSources`. */
function identifier(name: string): string {
  return name.replaceAll(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
