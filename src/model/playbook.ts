import type { AnyRole } from "./role.ts";
import type { Host } from "./host.ts";

/** A role in a playbook, with tags beside its own name and a condition on the host. */
export interface RoleUse {
  readonly role: AnyRole;
  readonly tags?: readonly string[];
  readonly when?: (host: Host) => boolean;
}

/** Which roles on which hosts. */
export interface Playbook {
  readonly name: string;
  /** One sentence for `infra list`. */
  readonly description?: string;
  /** An Ansible pattern. */
  readonly hosts: string;
  /** Applied in this order on every host. */
  readonly roles: readonly (AnyRole | RoleUse)[];
  /** How many hosts may fail (or be unreachable) before no further host is begun. Default: no limit. */
  readonly maxFailures?: number;
}

/**
 * Declares a playbook; its file's default export.
 *
 * @example export default playbook({ name: "all", hosts: "all", roles: [users, sysctls] })
 */
export function playbook(definition: Playbook): Playbook {
  return definition;
}

/** The uses of roles in a playbook, each with its tags: the role's name is always one. */
export function roleUses({ roles }: Playbook): readonly (RoleUse & { readonly tags: readonly string[] })[] {
  return roles.map((entry) => {
    const use: RoleUse = "role" in entry ? entry : { role: entry };
    return { ...use, tags: [use.role.name, ...(use.tags ?? [])] };
  });
}
