import type { CanaryRole } from "./canaries.ts";

/** Every role that has a variable of the schema `secret`; a test holds the list whole. */
export const canaryRoles: readonly CanaryRole[] = [];
