// Renders a zod schema as a Markdown table of its properties.
import { z } from "zod";

/** Returns the table, and the paths of the properties that lack a description. */
export function renderProperties(schema, heading = "property") {
  const rows = properties(z.toJSONSchema(schema, { io: "input", unrepresentable: "any", override: nameClass }), "");
  const missing = rows.filter(({ description }) => description === undefined).map(({ path }) => path);
  if (rows.length === 0) return { table: "", missing };
  const lines = rows.map(({ path, type, fallback, description }) => `| \`${path}\` | ${type} | ${fallback} | ${cell(description ?? "")} |`);
  return { table: [`| ${heading} | type | default | |`, "|---|---|---|---|", ...lines].join("\n"), missing };
}

/** One row a property, those of nested objects after their parent: `keys[].type`. */
function properties(schema, prefix) {
  const rows = new Map();
  for (const { properties: own = {}, required = [] } of alternatives(schema)) {
    for (const [name, property] of Object.entries(own)) {
      const path = `${prefix}${name}`;
      const row = {
        path,
        type: typeOf(property),
        fallback: fallbackOf(property, required.includes(name)),
        description: property.description,
      };
      for (const one of [row, ...nested(property, path)]) rows.set(one.path, merged(rows.get(one.path), one));
    }
  }
  return [...rows.values()];
}

/** A property that several schemas of a union have: its types are theirs together, all else is the first one's. */
function merged(known, one) {
  return known === undefined ? one : { ...known, type: [...new Set([known.type, one.type].join(" or ").split(" or "))].join(" or ") };
}

function nested(schema, path) {
  return alternatives(schema).flatMap((one) => {
    if (one.items !== undefined) return nested(one.items, `${path}[]`);
    const values = typeof one.additionalProperties === "object" ? nested(one.additionalProperties, `${path}.<name>`) : [];
    return [...properties({ ...one, anyOf: undefined, oneOf: undefined }, `${path}.`), ...values];
  });
}

/** The schemas of a union, at any depth. */
function alternatives(schema) {
  const parts = schema.anyOf ?? schema.oneOf;
  return parts === undefined ? [schema] : parts.flatMap(alternatives);
}

/** Keeps the name of a class, which JSON Schema has no word for. */
function nameClass({ zodSchema, jsonSchema }) {
  const { Class } = zodSchema._zod.bag;
  if (Class !== undefined) jsonSchema.title = { FromHost: "`fromHost`", Uint8Array: "bytes" }[Class.name] ?? Class.name;
}

function typeOf(schema) {
  const types = alternatives(schema).map(simpleType);
  const last = types.filter((type) => type === "`fromHost`");
  return [...new Set([...types.filter((type) => type !== "`fromHost`"), ...last])].join(" or ");
}

function simpleType(schema) {
  if (schema.const !== undefined) return code(schema.const);
  if (schema.enum !== undefined) return schema.enum.map(code).join(" or ");
  if (schema.type === "array") return `list of ${schema.items === undefined ? "value" : typeOf(schema.items)}`;
  if (schema.type === "object")
    return typeof schema.additionalProperties === "object" ? `map of ${typeOf(schema.additionalProperties)}` : "mapping";
  return schema.title ?? schema.type ?? "value";
}

function fallbackOf(schema, required) {
  if (schema.default !== undefined) return code(schema.default);
  return required ? "required" : "";
}

function code(value) {
  return `\`${cell(JSON.stringify(value))}\``;
}

function cell(text) {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}
