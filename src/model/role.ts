import type { z } from "zod";
import type { Download, Downloads } from "./download.ts";
import type { Host, Inventory } from "./host.ts";
import type { Resource } from "./resource.ts";

/** What a role is given: its own variables, checked, and the host and fleet that it is for. */
export interface RoleInput<Vars> {
  readonly vars: Vars;
  readonly host: Host;
  readonly inventory: Inventory;
  /** What the role's `downloads` asked for, by `downloadKey`. */
  readonly downloads?: Downloads;
}

/** Variables → resources. */
export interface Role<Vars extends z.ZodType = z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly vars: Vars;
  /** What it puts on a host, each a few words for the reference: packages, files, units. */
  readonly installs?: readonly string[];
  /** Files that the controller fetches, and keeps, before `resources` is called. */
  downloads?(input: Omit<RoleInput<unknown>, "vars" | "downloads">): readonly Download[];
  resources(input: RoleInput<z.output<Vars>>): readonly Resource[];
}

/** A role of any variables: what lists of roles hold. */
export interface AnyRole extends Omit<Role, "resources"> {
  resources(input: RoleInput<never>): readonly Resource[];
}

/**
 * Declares a role. Its variables are the mapping under its name in the inventory (`-` written as `_`), checked by `vars` before any connection.
 *
 * @example role({ name: "motd", description: "The message of the day", vars: z.strictObject({ text: z.string() }),
 *   resources: ({ vars }) => [file({ path: "/etc/motd", content: vars.text })] })
 */
export function role<Vars extends z.ZodType>(definition: Role<Vars>): Role<Vars> {
  return definition;
}

/** The inventory variable that holds a role's variables: `apt_sources` for the role `apt-sources`. */
export function roleVariable(name: string): string {
  return name.replaceAll("-", "_");
}
