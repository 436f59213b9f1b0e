import type { AnyRole } from "./role.ts";
import type { Host } from "./host.ts";
import type { Rolling } from "./rolling.ts";

/** A role in a playbook, with tags beside its own name and a condition on the host. */
export interface RoleUse {
  readonly role: AnyRole;
  readonly tags?: readonly string[];
  readonly when?: (host: Host) => boolean;
}

/** Which roles on which hosts. */
export interface Playbook extends Rolling {
  readonly name: string;
  /** One sentence for `infra list`. */
  readonly description?: string;
  /** An Ansible pattern. */
  readonly hosts: string;
  /** Applied in this order on every host. */
  readonly roles: readonly (AnyRole | RoleUse)[];
}

/**
 * Declares a playbook; its file's default export.
 *
 * @example export default playbook({ name: "all", hosts: "all", roles: [users, sysctls] })
 * @example export default playbook({ name: "web", hosts: "web", serial: [1, "30%"], ready: { tcp: 443 }, roles: [haproxy] })
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
