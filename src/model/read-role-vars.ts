import type { z } from "zod";
import { Failure, Failures } from "./failure.ts";
import type { Host, Inventory } from "./host.ts";
import { parseBySchema } from "./parse-by-schema.ts";
import { roleVariable } from "./role.ts";

/** Whose variables are read, of which role. */
export interface RoleVarsOptions {
  /** Its name: `geo-map`. */
  readonly role: string;
  readonly host: Host;
  readonly inventory: Inventory;
}

/**
 * Reads the variables of a role as a host has them, for the role itself or for another one that must know them. Throws all mistakes as `VARS_INVALID`,
 * with their places, in the same words whoever reads them: what several roles meet is told once.
 */
export function readRoleVars<Schema extends z.ZodType>(schema: Schema, { role, host, inventory }: RoleVarsOptions): z.output<Schema> {
  const variable = roleVariable(role);
  const parsed = parseBySchema(schema, inventory.roleVars(host, variable) ?? {});
  if (parsed.outcome === "fits") return parsed.data;
  throw new Failures(
    parsed.mistakes.map(({ path, message, ...details }) => {
      const at = [variable, ...path];
      const text = `Cannot read the variables of role ${role}: ${at.join(".")}: ${message}`;
      return new Failure("VARS_INVALID", inventory.whereIs(host, at), text, details);
    }),
  );
}
