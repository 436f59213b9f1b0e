import { challengeNames, Failure, Failures, type RoleInput } from "geosteer";
import { serverOf } from "./servers.ts";
import type { KnotVars } from "./vars.ts";

/** A host that may change TXT records of challenges. */
export interface Updater {
  readonly name: string;
  readonly address: string;
  /** Names in the ACME zones: its own, and those of hosts that it shares certificates with. */
  readonly owners: readonly string[];
}

/** All hosts that have a key for it, name servers or not. Throws for keys of hosts that there are not, and for hosts without an address, with their places. */
export function updatersOf({ vars, host, inventory }: RoleInput<KnotVars>): readonly Updater[] {
  const failures: Failure[] = [];
  const fail = (path: readonly string[], message: string, hint: string): void => {
    failures.push(new Failure("VARS_INVALID", inventory.whereIs(host, ["knot", ...path]), message, { hint }));
  };
  const known = inventory.hosts.map(({ name }) => name);
  for (const key of ["transfer_keys", "acme_keys"] as const) {
    for (const name of Object.keys(vars[key]).filter((one) => !known.includes(one))) {
      fail([key, name], `Cannot use the key of ${name}: there is no host "${name}"`, `known: ${known.join(", ")}`);
    }
  }
  const updaters = inventory.hosts
    .filter(({ name }) => name in vars.acme_keys)
    .map((one) => ({ ...serverOf(one, inventory), owners: challengeNames({ host: one, inventory }) }));
  for (const { name } of updaters.filter(({ address }) => !/^[0-9.]+$|:/.test(address))) {
    fail(
      ["acme_keys", name],
      `Cannot let ${name} update its records: its address is not known`,
      "Set `knot: { address: 192.0.2.1 }` in its host_vars",
    );
  }
  if (failures.length > 0) throw new Failures(failures);
  return updaters;
}
