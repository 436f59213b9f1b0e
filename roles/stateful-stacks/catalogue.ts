import { type ChosenStacks, chooseStacks, type StackCatalogue, stackValues, z } from "geosteer";
import { ghost } from "./ghost.ts";
import { gitea } from "./gitea.ts";
import { grafana } from "./grafana.ts";
import { headscale } from "./headscale.ts";
import { healthchecks } from "./healthchecks.ts";
import { hedgedoc } from "./hedgedoc.ts";
import { semaphore } from "./semaphore.ts";
import { vaultwarden } from "./vaultwarden.ts";

/** Stacks that keep data, by their names: each is on one host, and nobody is steered to another. */
export const statefulStackCatalogue = {
  ghost,
  gitea,
  grafana,
  headscale,
  healthchecks,
  hedgedoc,
  semaphore,
  vaultwarden,
} satisfies StackCatalogue;

/** What the role is told by the inventory. */
export const StatefulStackVars = z.strictObject({
  enabled: z
    .union([z.literal("all"), z.array(z.enum(Object.keys(statefulStackCatalogue)))])
    .default("all")
    .describe("Which are there; `all` are those that have a `host`."),
  domain: z.string().describe("The zone of their names: `git.<domain>`."),
  values: stackValues(statefulStackCatalogue).prefault({}).describe("What each of them is set to."),
});

/** The stacks that are on a host, and all that is wrong with them. */
export function statefulStacks(vars: z.output<typeof StatefulStackVars>, host: string): ChosenStacks {
  return chooseStacks(statefulStackCatalogue, vars, host);
}
