import { z } from "zod";
import { parseBySchema, type SchemaMistake } from "../model/parse-by-schema.ts";
import { readStacks } from "./check-stacks.ts";
import type { DefinedStack, StackDefinition, StackSite } from "./define-stack.ts";

/** Definitions by name. */
export type StackCatalogue = Readonly<Record<string, StackDefinition>>;

/** Which stacks of a catalogue are wanted, with their values. */
export interface StackChoice extends StackSite {
  /** `all`: what is neither stateful nor optional, and what is stateful and has a host. */
  readonly enabled: "all" | readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

/** The stacks of one host. */
export interface ChosenStacks {
  readonly stacks: Readonly<Record<string, DefinedStack>>;
  /** Paths are those of the choice. */
  readonly mistakes: readonly SchemaMistake[];
}

/** Makes the schema of a choice's values: one mapping a stack. */
export function stackValues<Catalogue extends StackCatalogue>(
  catalogue: Catalogue,
): z.ZodObject<{ [Name in keyof Catalogue]: z.ZodOptional<Catalogue[Name]["values"]> }> {
  const shape = Object.fromEntries(Object.entries(catalogue).map(([name, { values, title }]) => [name, values.optional().describe(title)]));
  return z.strictObject(shape as { [Name in keyof Catalogue]: z.ZodOptional<Catalogue[Name]["values"]> });
}

/** Makes the stacks of a host; those that are pinned to another one are left out. Finds all that is wrong, each by itself and together. */
export function chooseStacks(catalogue: StackCatalogue, choice: StackChoice, host: string): ChosenStacks {
  const made = wanted(catalogue, choice).map(({ name, definition }) => oneStack({ name, definition }, choice, host));
  const stacks = Object.fromEntries(made.flatMap(({ name, stack }) => (stack === undefined ? [] : [[name, stack]])));
  const { mistakes } = readStacks(Object.fromEntries(Object.entries(stacks).map(([name, { file }]) => [name, file])));
  return { stacks, mistakes: [...made.flatMap((one) => one.mistakes), ...mistakes.map(inChoice)] };
}

interface Wanted {
  readonly name: string;
  readonly definition: StackDefinition;
}

function wanted(catalogue: StackCatalogue, { enabled, values }: StackChoice): readonly Wanted[] {
  const all = Object.entries(catalogue).map(([name, definition]) => ({ name, definition }));
  if (enabled !== "all") return all.filter(({ name }) => enabled.includes(name));
  return all.filter(
    ({ name, definition }) => definition.optional !== true && (definition.stateful !== true || hostOf(values[name]) !== undefined),
  );
}

function oneStack(
  { name, definition }: Wanted,
  choice: StackChoice,
  host: string,
): { readonly name: string; readonly stack?: DefinedStack; readonly mistakes: readonly SchemaMistake[] } {
  const values = choice.values[name] ?? {};
  const path = ["values", name];
  const pin = hostOf(values);
  if (definition.stateful === true && pin === undefined) {
    return { name, mistakes: [{ path: [...path, "host"], message: `${definition.title} keeps data: one host must be named` }] };
  }
  if (pin !== undefined && pin !== host) return { name, mistakes: [] };
  const parsed = parseBySchema(definition.values, values);
  if (parsed.outcome === "refused") return { name, mistakes: parsed.mistakes.map((one) => ({ ...one, path: [...path, ...one.path] })) };
  return { name, stack: definition.stack(parsed.data, { name, site: choice }), mistakes: [] };
}

function hostOf(values: unknown): string | undefined {
  return z.object({ host: z.string() }).safeParse(values).data?.host;
}

/** Mistakes in the file of a stack are told at its values. */
function inChoice({ path: [name = "", ...rest], message, ...more }: SchemaMistake): SchemaMistake {
  return { ...more, path: ["values", name], message: rest.length === 0 ? message : `${rest.join(".")}: ${message}` };
}
