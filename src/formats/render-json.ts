import type { Value } from "../model/host.ts";

/** Renders JSON with two spaces and a last newline, keys in the order given. */
export function renderJson(value: Value): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
