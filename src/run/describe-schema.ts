import { z } from "zod";

/** One property of a schema, for a reader. */
export interface PropertyDoc {
  /** Path inside the value: `files[].path`. */
  readonly name: string;
  /** `text`, `number`, `"a" or "b"`, `list of text`. */
  readonly type: string;
  readonly required: boolean;
  readonly default: unknown;
  readonly description: string;
}

type Json = z.core.JSONSchema.BaseSchema;

/** Lists the properties of a kind's or role's schema with their types, defaults and descriptions, those inside others below them. */
export function describeSchema(schema: z.ZodType): readonly PropertyDoc[] {
  return properties(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }), "");
}

function properties(json: Json, prefix: string): readonly PropertyDoc[] {
  return Object.entries(json.properties ?? {}).flatMap(([name, inner]) => {
    if (typeof inner === "boolean") return [];
    const doc = {
      name: prefix + name,
      type: typeName(inner),
      required: json.required?.includes(name) ?? false,
      default: inner.default,
      description: inner.description ?? "",
    };
    return [doc, ...nested(inner, doc.name)];
  });
}

function nested(json: Json, name: string): readonly PropertyDoc[] {
  const inner = object(json.items);
  const values = object(json.additionalProperties);
  return [
    ...properties(json, `${name}.`),
    ...(inner ? nested(inner, `${name}[]`) : []),
    ...(values ? nested(values, `${name}.<name>`) : []),
    ...(json.anyOf ?? []).flatMap((option) => nested(option, name)),
  ];
}

/** The one schema of a list's items or a mapping's values; tuples and `true` are none. */
function object(value: Json["items"]): Json | undefined {
  return typeof value === "object" && !Array.isArray(value) ? value : undefined;
}

function typeName(json: Json): string {
  if (json.const !== undefined) return JSON.stringify(json.const);
  if (json.enum) return json.enum.map((value) => JSON.stringify(value)).join(" or ");
  if (json.anyOf) return [...new Set(json.anyOf.map(typeName))].filter((name) => name !== "any").join(" or ") || "any";
  if (json.type === "array") return `list of ${typeName(object(json.items) ?? {})}`;
  if (json.type === "string") return "text";
  return [json.type ?? "any"].flat().join(" or ");
}
