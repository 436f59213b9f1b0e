import { Failure } from "../model/failure.ts";
import type { Kind } from "../model/kind.ts";
import { type Playbook, roleUses } from "../model/playbook.ts";
import type { Role } from "../model/role.ts";
import { collector } from "./collect.ts";
import { findRepository, shownPath } from "./find-repository.ts";
import { loadKinds } from "./kinds.ts";
import { loadModule } from "./load-module.ts";
import { isRole } from "./is-role.ts";
import { loadPlaybook } from "./load-playbook.ts";
import { playbookFiles } from "./playbook-file.ts";
import { allRoleFiles } from "./role-files.ts";

/** All that a repository can use: its playbooks, the roles, the kinds. */
export interface Catalog {
  readonly playbooks: readonly { readonly playbook: Playbook; readonly roles: readonly string[]; readonly path: string }[];
  readonly roles: readonly { readonly role: Role; readonly path: string }[];
  readonly kinds: readonly Kind[];
  /** Why something is not in the list. */
  readonly failures: readonly Failure[];
}

/** Loads everything that there is; what cannot be loaded is left out and said. */
export async function loadCatalog(folder: string): Promise<Catalog> {
  const repository = findRepository(folder);
  const { attempt, failures } = collector();
  const playbooks = await Promise.all(
    [...playbookFiles(repository).values()].map((path) =>
      attempt(async () => {
        const { playbook } = await loadPlaybook(path, { folder });
        return { playbook, roles: roleUses(playbook).map(({ role }) => role.name), path: shownPath(path, folder) };
      }),
    ),
  );
  const roles = await Promise.all(
    [...allRoleFiles(repository)].map(([name, path]) =>
      attempt(async () => ({ role: await loadRole(name, path, folder), path: shownPath(path, folder) })),
    ),
  );
  return { playbooks: present(playbooks), roles: present(roles), kinds: await loadKinds(), failures: failures() };
}

/** Loads a role of a name from its file; throws where the file exports none of it. */
export async function loadRole(name: string, path: string, folder: string): Promise<Role> {
  const { exports } = await loadModule(path, folder);
  const role = Object.values(exports).find(isRole);
  if (role?.name === name) return role;
  const found = role === undefined ? "it exports none" : `its name is "${role.name}"`;
  throw new Failure("PLAYBOOK_INVALID", `${shownPath(path, folder)}:1:1`, `Cannot load role ${name}: ${found}`);
}

function present<Item>(items: readonly (Item | undefined)[]): readonly Item[] {
  return items.filter((item) => item !== undefined);
}
