import { definedStacks, role } from "geosteer";
import { FrontEndVars, frontEndStacks } from "./catalogue.ts";

/**
 * Front ends that keep their users' privacy, each a stack of containers with its side-cars: which, with what settings, and what differs from host to
 * host by variables. One that keeps data stays on the host that its value `host` names; on others it is not declared.
 *
 * @example
 * front_ends:
 *   domain: example.org
 *   enabled: [redlib, rimgo]
 *   values: { redlib: { theme: dark } }
 */
export const frontEnds = role({
  name: "front-ends",
  description: "Front ends that keep their users' privacy: stacks of containers from a catalogue.",
  installs: ["/opt/stacks/<name>/compose.yml and files beside it", "the stacks' containers"],
  vars: FrontEndVars,
  resources: (input) => definedStacks(frontEndStacks(input.vars, input.host.name), { ...input, variable: "front_ends" }),
});
