import type { CheckOptions, FleetOptions } from "../run/options.ts";
import { OK } from "./exit-status.ts";
import type { Surroundings } from "./surroundings.ts";

/** Prints the hosts that a command would work on, one a line; with `--json` as one object. */
export function printHosts(
  hosts: readonly { readonly name: string }[],
  { json }: { readonly json?: true },
  { stdout }: Surroundings,
): void {
  const names = hosts.map(({ name }) => name);
  stdout.write(json ? `${JSON.stringify({ type: "hosts", hosts: names })}\n` : names.map((name) => `${name}\n`).join(""));
}

/** Prints the hosts that a playbook would be applied to; everything is checked, nothing is connected to. */
export async function listPlaybookHosts(
  playbook: string,
  { options, flags, surroundings }: { options: CheckOptions; flags: { readonly json?: true }; surroundings: Surroundings },
): Promise<number> {
  const { prepare } = await import("../run/prepare.ts");
  const { hosts } = await prepare(playbook, options);
  printHosts(hosts, flags, surroundings);
  return OK;
}

/** Prints the hosts that a pattern selects; nothing is connected to. */
export async function listChosenHosts(
  pattern: string,
  { options, flags, surroundings }: { options: FleetOptions; flags: { readonly json?: true }; surroundings: Surroundings },
): Promise<number> {
  const { loadFleet, selectHosts } = await import("../run/load-fleet.ts");
  printHosts(await selectHosts(await loadFleet(options), pattern, options), flags, surroundings);
  return OK;
}
