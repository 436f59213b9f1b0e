import { stringify } from "yaml";
import type { Value } from "../model/host.ts";

/**
 * Renders YAML that 1.2 and 1.1 parsers (Go's, Python's) read alike: a string such as `yes` or `0644` is quoted. Lines are never folded; a key
 * without a value (`undefined`) is left out.
 */
export function renderYaml(value: Value | Readonly<Record<string, unknown>>): string {
  return stringify(value, { version: "1.2", compat: "yaml-1.1", lineWidth: 0, aliasDuplicateObjects: false });
}
