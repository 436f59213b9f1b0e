import { z } from "zod";

/** A schema as data: JSON Schema, of what is given (not of what becomes of it). */
export type Json = z.core.JSONSchema.BaseSchema;

/** One step into a value: a key, an index, or any of them. */
export type Step = string | number;

/** Stands in a path for any item of a list and any key of a mapping. */
export const ANY = "*";

/** Turns a schema into data. */
export function jsonOf(schema: z.ZodType): Json {
  return z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
}

/** What a schema asks of the value at a path: one schema, or several where it is one of several. */
export function schemasAt(json: Json, path: readonly Step[]): readonly Json[] {
  const [step, ...rest] = path;
  const options = optionsOf(json).flatMap((option) => schemasAt(option, path));
  if (step === undefined) return [json, ...options];
  const within = object(json.properties?.[step] ?? json.additionalProperties ?? json.items);
  return [...(within ? schemasAt(within, rest) : []), ...options];
}

/** Is the value, or anything in it, a secret (see `secret`)? */
export function hasSecret(json: Json): boolean {
  return secretPaths(json).length > 0;
}

/** Where a value has secrets, with `*` for what may be there any number of times: `["accounts", "*", "password_hash"]`. */
export function secretPaths(json: Json): readonly (readonly string[])[] {
  if (json.title === "secret") return [[]];
  const parts = [
    ...Object.entries(json.properties ?? {}),
    ...[json.additionalProperties, json.items].map((value) => [ANY, value] as const),
  ];
  const within = parts.flatMap(([key, value]) => {
    const inner = object(value);
    return inner ? secretPaths(inner).map((path) => [key, ...path]) : [];
  });
  return [...within, ...optionsOf(json).flatMap(secretPaths)];
}

function optionsOf({ anyOf = [], oneOf = [] }: Json): readonly Json[] {
  return [...anyOf, ...oneOf];
}

/** The one schema of a list's items or a mapping's values; tuples and `true` are none. */
function object(value: Json["items"] | Json["additionalProperties"]): Json | undefined {
  return typeof value === "object" && !Array.isArray(value) ? value : undefined;
}
