import { Document, isCollection, isMap, visit } from "yaml";
import type { Value } from "../model/host.ts";

/**
 * Renders variables as a person would write them into an inventory: a mapping or list that holds no mapping is one line, strings that YAML 1.1 or
 * 1.2 would take for something else are quoted, and texts with braces that Jinja would read are `!unsafe`.
 */
export function renderVariables(value: Value): string {
  const document = new Document(value, { version: "1.2", compat: "yaml-1.1", aliasDuplicateObjects: false });
  visit(document, {
    Collection(_key, node) {
      node.flow = !holdsMapping(node);
    },
    Scalar(key, node) {
      if (key !== "key" && typeof node.value === "string" && /\{[{%#]/.test(node.value)) node.tag = "!unsafe";
    },
  });
  return document.toString({ lineWidth: 0 });
}

function holdsMapping(node: unknown): boolean {
  if (!isCollection(node)) return false;
  return node.items
    .map((item) => (isMap(node) ? (item as { readonly value: unknown }).value : item))
    .some((item) => isMap(item) || holdsMapping(item));
}
