import type { Role } from "../model/role.ts";

/** Is it what `role()` gives? A playbook whose types were not checked may hold anything. */
export function isRole(value: unknown): value is Role {
  return typeof value === "object" && value !== null && "resources" in value && "vars" in value && "name" in value;
}
