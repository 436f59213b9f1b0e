import { readFileSync } from "node:fs";
import { Failure, Failures } from "../model/failure.ts";
import type { Playbook } from "../model/playbook.ts";
import { findRepository, shownPath } from "./find-repository.ts";
import { isRole } from "./is-role.ts";
import { loadModule } from "./load-module.ts";
import { findPlaybookFile, type PlaybookFile } from "./playbook-file.ts";
import { sourcePosition } from "./source-position.ts";

/** A playbook read from a file. */
export interface LoadedPlaybook {
  readonly playbook: Playbook;
  readonly path: string;
  /** The place of one of its keys, such as `hosts`, in its file. */
  placeOf(key: string): string;
  /** The place in a user's file where an error was thrown, if it was in one. */
  locate(error: unknown): string | undefined;
}

/**
 * Loads a playbook by its name (`all`: `playbooks/all.ts` of the repository that `folder` lies in) or by a path. Throws `USAGE` when there is
 * none and `PLAYBOOK_INVALID`, with the place, when it cannot be used.
 */
export async function loadPlaybook(nameOrPath: string, { folder }: { readonly folder: string }): Promise<LoadedPlaybook> {
  const file = findPlaybookFile(nameOrPath, { repository: findRepository(folder), folder });
  const { exports, bundle } = await loadModule(file.path, folder);
  const playbook = exports["default"];
  if (!isPlaybook(playbook)) throw notAPlaybook(file.path, folder, playbook);
  requireName(playbook, file, folder);
  requireRoles(playbook, file, folder);
  const placeOf = (key: string): string =>
    `${shownPath(file.path, folder)}:${positionOf(file.path, new RegExp(`\\b${key.split(".", 1).join("")}\\s*[:,}]`))}`;
  return { playbook, path: file.path, placeOf, locate: (error) => sourcePosition(error, bundle, folder) };
}

function isPlaybook(value: unknown): value is Playbook {
  if (typeof value !== "object" || value === null) return false;
  const fields: Partial<Record<keyof Playbook, unknown>> = value;
  return typeof fields.name === "string" && typeof fields.hosts === "string" && Array.isArray(fields.roles);
}

function notAPlaybook(path: string, folder: string, found: unknown): Failure {
  const shown = shownPath(path, folder);
  const what = found === undefined ? "there is no default export" : "its default export has no name, hosts and roles";
  return new Failure("PLAYBOOK_INVALID", `${shown}:${positionOf(path, /export default\b/)}`, `Cannot load playbook ${shown}: ${what}`, {
    hint: 'A playbook\'s file ends in: export default playbook({ name: "…", hosts: "all", roles: [] })',
  });
}

/** What a playbook declared is remembered on the hosts under its name: two of one name would remove each other's. */
function requireName({ name }: Playbook, file: PlaybookFile, folder: string): void {
  if (file.name === undefined || file.name === name) return;
  const shown = shownPath(file.path, folder);
  throw new Failure(
    "PLAYBOOK_INVALID",
    `${shown}:${positionOf(file.path, /\bname\s*:/)}`,
    `Cannot load playbook ${shown}: its name must be "${file.name}" as its file's, got "${name}"`,
  );
}

/** Without a type check there may be anything in the list, `undefined` above all: two files that import each other. */
function requireRoles({ roles }: Playbook, { path }: PlaybookFile, folder: string): void {
  const shown = shownPath(path, folder);
  const mistakes = roles.flatMap((entry: unknown, index) => {
    if (isRole(entry) || (typeof entry === "object" && entry !== null && "role" in entry && isRole(entry.role))) return [];
    const message = `Cannot load playbook ${shown}: roles[${index}] must be a role or { role, tags, when }`;
    return [new Failure("PLAYBOOK_INVALID", `${shown}:${positionOf(path, /\broles\s*[:,}]/)}`, message)];
  });
  if (mistakes.length > 0) throw new Failures(mistakes);
}

function positionOf(path: string, pattern: RegExp): string {
  const before = readFileSync(path, "utf8").split(pattern, 1)[0] ?? "";
  const lines = before.split("\n");
  return pattern.test(readFileSync(path, "utf8")) ? `${lines.length}:${(lines.at(-1) ?? "").length + 1}` : "1:1";
}
