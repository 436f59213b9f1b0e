import type { Host, Inventory } from "../../src/model/host.ts";
import type { Resource } from "../../src/model/resource.ts";
import type { Role } from "../../src/model/role.ts";
import type { z } from "zod";

/** What a role declares on a host for these variables, checked as those of an inventory are; no other host is there. */
export function roleOn<Vars extends z.ZodType>(role: Role<Vars>, host: Host, vars: z.input<Vars>): readonly Resource[] {
  return role.resources({ vars: role.vars.parse(vars), host, inventory: inventoryOf(host) });
}

/** A host that nothing connects to. */
export function hostNamed(name: string): Host {
  const address = {
    connection: "ssh",
    host: name,
    port: undefined,
    user: undefined,
    privateKeyFile: undefined,
    hostKeys: [],
    become: undefined,
  } as const;
  return { name, groups: ["all"], vars: {}, address };
}

function inventoryOf(host: Host): Inventory {
  return {
    hosts: [host],
    host: (name) => (name === host.name ? host : undefined),
    select: () => [host],
    render: (_, { text }) => text,
    roleVars: () => undefined,
    whereIs: () => "test",
  };
}
