import { definedStacks, role } from "geosteer";
import { StatefulStackVars, statefulStacks as chosen } from "./catalogue.ts";

/**
 * Services that keep data, each a stack of containers: they stay on the hosts that have the role, and are never steered. What a backup must hold of
 * them `backupOfStacks` says.
 *
 * @example
 * stateful_stacks:
 *   domain: example.org
 *   enabled: [vaultwarden]
 */
export const statefulStacks = role({
  name: "stateful-stacks",
  description: "Services that keep data and stay where they are: stacks of containers from a catalogue.",
  installs: ["/opt/stacks/<name>/compose.yml and files beside it", "the stacks' containers"],
  vars: StatefulStackVars,
  resources: (input) => definedStacks(chosen(input.vars, input.host.name), { ...input, variable: "stateful_stacks" }),
});
