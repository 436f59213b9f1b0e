import { Failure, Failures, type Host, type Inventory, type RoleInput } from "geosteer";
import { KnotVars } from "./vars.ts";

/** A name server as the others see it. */
export interface Server {
  readonly name: string;
  readonly address: string;
  readonly isPrimary: boolean;
}

/** All name servers of the zones. Throws where there is not exactly one primary, with the places of all that say so. */
export function serversOf({ vars, host, inventory }: RoleInput<KnotVars>): readonly Server[] {
  const hosts = inventory.select(vars.group);
  const servers = hosts.map((one) => serverOf(one, inventory));
  const primaries = servers.filter(({ isPrimary }) => isPrimary);
  if (primaries.length === 1) return servers;
  if (primaries.length === 0) {
    throw new Failure(
      "VARS_INVALID",
      inventory.whereIs(host, ["knot"]),
      `Cannot serve zones: no host of the group ${vars.group} is the primary`,
      {
        hint: "Put `knot: { primary: true }` into the variables of one of them",
      },
    );
  }
  throw new Failures(
    primaries.map(({ name }) => {
      const where = inventory.whereIs(inventory.host(name) ?? host, ["knot", "primary"]);
      return new Failure(
        "VARS_INVALID",
        where,
        `Cannot serve zones: ${primaries.map((one) => one.name).join(" and ")} are both the primary`,
      );
    }),
  );
}

/** Only what concerns others is read of another host's variables. */
function serverOf(host: Host, inventory: Inventory): Server {
  const given = inventory.roleVars(host, "knot");
  const { primary, address } = KnotVars.pick({ primary: true, address: true }).parse(pick(given));
  return { name: host.name, address: address ?? host.address.host, isPrimary: primary };
}

function pick(given: unknown): unknown {
  if (typeof given !== "object" || given === null) return {};
  return Object.fromEntries(Object.entries(given).filter(([key]) => key === "primary" || key === "address"));
}
