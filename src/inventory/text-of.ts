import type { Value } from "../model/host.ts";
import { isList } from "./scope.ts";
import { Unrenderable } from "./unrenderable.ts";

/** A value as it stands inside a text, as Ansible writes it: `True`, `False`, nothing for null. A list or mapping has no plain text and throws. */
export function textOf(value: Value): string {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (value === null) return "";
  if (typeof value !== "object") return String(value);
  const kind = isList(value) ? "list" : "mapping";
  throw new Unrenderable(`a ${kind} stands inside a text`, `Say how it is written: "| join(', ')" or "| to_json".`);
}
