import { Failure, Failures, type Host, type Inventory, readRoleVars, type RoleInput, z } from "geosteer";
import { KnotVars } from "./vars.ts";

/** A name server as the others see it. */
export interface Server {
  readonly name: string;
  readonly address: string;
  readonly isPrimary: boolean;
}

/** What concerns others of a name server's variables. */
const OpenVars = z.object({ primary: KnotVars.shape.primary, address: KnotVars.shape.address });

/** All name servers of the zones. */
export function serversOf({ vars, inventory }: RoleInput<KnotVars>): readonly Server[] {
  return inventory.hosts.filter(({ groups }) => groups.includes(vars.group)).map((one) => serverOf(one, inventory));
}

/** Throws where there is not exactly one primary, with the places of all that say so. */
export function requirePrimary(servers: readonly Server[], { vars, host: self, inventory }: RoleInput<KnotVars>): void {
  const primaries = servers.filter(({ isPrimary }) => isPrimary);
  if (primaries.length === 1) return;
  const placeOf = ({ name }: Server): string => inventory.whereIs(inventory.host(name) ?? self, ["knot", "primary"]);
  if (primaries.length === 0) {
    const message = `Cannot serve zones: no host of the group ${vars.group} is the primary`;
    const hint = "Put `knot: { primary: true }` into the variables of one of them";
    throw new Failures(servers.slice(0, 1).map((first) => new Failure("VARS_INVALID", placeOf(first), message, { hint })));
  }
  const message = `Cannot serve zones: ${primaries.map(({ name }) => name).join(" and ")} are both the primary`;
  throw new Failures(primaries.map((one) => new Failure("VARS_INVALID", placeOf(one), message)));
}

/** A host as name servers see it. */
export function serverOf(host: Host, inventory: Inventory): Server {
  const { primary, address } = readRoleVars(OpenVars, { role: "knot", host, inventory });
  return { name: host.name, address: address ?? host.address.host, isPrimary: primary };
}
