import { playbook, role, z } from "geosteer";
import { benchResources } from "./resources.ts";

/** So many resources as its variable says, on every host. */
const bench = role({
  name: "bench",
  description: "Resources of many kinds, to measure with.",
  vars: z.strictObject({ resources: z.int().min(1).describe("How many.") }),
  resources: ({ vars }) => benchResources(vars.resources).map(({ ours }) => ours),
});

export default playbook({ name: "bench", description: "What the benchmark applies.", hosts: "all", roles: [bench] });
