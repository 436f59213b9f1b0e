import type { ChosenStacks } from "../formats/choose-stacks.ts";
import { Failure, Failures } from "../model/failure.ts";
import type { Host, Inventory } from "../model/host.ts";
import type { Resource } from "../model/resource.ts";
import { composeStack } from "../resources/compose-stack.ts";

/** How long a stack of several services may take to work, its database first. */
const HEALTH_MS = 120_000;

/** Whose stacks they are: the variable that chose them is where mistakes are. */
export interface StackChooser {
  readonly host: Host;
  readonly inventory: Inventory;
  readonly variable: string;
}

/** Takes the chosen stacks of a host for good; throws all that is wrong with them, with their places, in the same words whoever reads them. */
export function checkedStacks({ stacks, mistakes }: ChosenStacks, { host, inventory, variable }: StackChooser): ChosenStacks["stacks"] {
  if (mistakes.length > 0) {
    throw new Failures(
      mistakes.map(({ path, message, hint }) => {
        const way = [variable, ...path];
        const words = `Cannot read ${way.join(".")}: ${message}`;
        return new Failure("VARS_INVALID", inventory.whereIs(host, way), words, hint === undefined ? {} : { hint });
      }),
    );
  }
  return stacks;
}

/** Declares the chosen stacks of a host; throws what `checkedStacks` does. */
export function definedStacks(chosen: ChosenStacks, chooser: StackChooser): readonly Resource[] {
  return Object.entries(checkedStacks(chosen, chooser)).map(([name, { file, files = [] }]) =>
    composeStack({ name, file, files: files.map((one) => ({ ...one })), healthTimeoutMs: HEALTH_MS }),
  );
}
