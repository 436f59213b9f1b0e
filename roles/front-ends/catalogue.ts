import { type ChosenStacks, chooseStacks, type StackCatalogue, stackValues, z } from "geosteer";
import { anonymousoverflow } from "./anonymousoverflow.ts";
import { breezewiki } from "./breezewiki.ts";
import { gothub } from "./gothub.ts";
import { hyperpipe } from "./hyperpipe.ts";
import { invidious } from "./invidious.ts";
import { librarian } from "./librarian.ts";
import { mozhi } from "./mozhi.ts";
import { nitter } from "./nitter.ts";
import { priviblur } from "./priviblur.ts";
import { redlib } from "./redlib.ts";
import { rimgo } from "./rimgo.ts";
import { safetwitch } from "./safetwitch.ts";
import { scribe } from "./scribe.ts";
import { searxng } from "./searxng.ts";
import { shoelace } from "./shoelace.ts";
import { watchtower } from "./watchtower.ts";

/** All front ends by the names of their stacks. */
export const frontEnds = {
  anonymousoverflow,
  breezewiki,
  gothub,
  hyperpipe,
  invidious,
  librarian,
  mozhi,
  nitter,
  priviblur,
  redlib,
  rimgo,
  safetwitch,
  scribe,
  searxng,
  shoelace,
  watchtower,
} satisfies StackCatalogue;

/** What the role is told by the inventory. */
export const FrontEndVars = z.strictObject({
  enabled: z
    .union([z.literal("all"), z.array(z.enum(Object.keys(frontEnds)))])
    .default("all")
    .describe(
      "Which are there; `all` are those that keep no data, and those of the others that have a `host`. Watchtower and Librarian only by name.",
    ),
  domain: z.string().describe("The zone of their names: `redlib.<domain>`."),
  prefix: z
    .string()
    .optional()
    .describe("The host's part of their names, `redlib.<prefix>.<domain>`; left out where a host has the names without one."),
  country: z.string().optional().describe("Where the host stands; some tell their visitors."),
  isp: z.string().optional().describe("Whose network it is in; some tell their visitors."),
  values: stackValues(frontEnds).prefault({}).describe("What each of them is set to."),
});

/** The front ends of a host, and all that is wrong with them. */
export function frontEndStacks(vars: z.output<typeof FrontEndVars>, host: string): ChosenStacks {
  return chooseStacks(frontEnds, vars, host);
}
