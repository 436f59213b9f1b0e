import { isAlias, isMap, isScalar, isSeq, type Node, parseDocument, Scalar, visit } from "yaml";
import type { TaggedText } from "./edit-yaml.ts";

/** A text or number of a document. */
export interface ScalarText {
  /** `users.accounts.0.password_hash` */
  readonly way: string;
  /** What it says: a number as it was written. */
  readonly text: string;
  readonly tag: string | undefined;
}

/**
 * Puts tagged texts in the place of texts and numbers, where `retag` gives one; `true`, `false` and null stay. Comments, which are texts too, are taken
 * out. Keys, anchors and aliases stay.
 */
export function retagScalars(text: string, retag: (scalar: ScalarText) => TaggedText | undefined): string {
  const document = parseDocument(text, { version: "1.2", schema: "core" });
  Object.assign(document, { commentBefore: null, comment: null });
  visit(document, {
    Node(_key, node) {
      Object.assign(node, { commentBefore: null, comment: null });
    },
  });
  retagBelow(document.contents, [], retag);
  return document.toString({ lineWidth: 0 });
}

function retagBelow(node: Node | null, way: readonly string[], retag: (scalar: ScalarText) => TaggedText | undefined): void {
  if (isMap<Node, Node | null>(node)) {
    for (const { key, value } of node.items) retagBelow(value, [...way, isScalar(key) ? String(key.value) : ""], retag);
  } else if (isSeq<Node>(node)) {
    for (const [index, item] of node.items.entries()) retagBelow(item, [...way, String(index)], retag);
  } else if (isScalar(node) && !isAlias(node)) {
    retagScalar(node, way, retag);
  }
}

function retagScalar(node: Scalar, way: readonly string[], retag: (scalar: ScalarText) => TaggedText | undefined): void {
  const { value, source, tag } = node;
  if (typeof value !== "string" && typeof value !== "number") return;
  const text = typeof value === "number" ? (source ?? String(value)) : value;
  const tagged = retag({ way: way.join("."), text, tag });
  if (tagged) Object.assign(node, { tag: tagged.tag, value: tagged.text, type: Scalar.BLOCK_LITERAL });
}
