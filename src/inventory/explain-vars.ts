import type { PlacedEntry, PlacedMapping } from "../formats/placed.ts";
import { Failure } from "../model/failure.ts";
import type { Value } from "../model/host.ts";
import { lookUp, type Scope } from "./scope.ts";

/** One variable of a host: what it is, and where that comes from. */
export interface ExplainedVar {
  /** With dots for the keys of a role's variables: `sysctls.vm.swappiness`. */
  readonly name: string;
  /** Expressions filled in, or why that cannot be done. */
  readonly value: { readonly value: Value } | { readonly failure: Failure };
  readonly where: string;
  /** Places of what it replaced, the weakest first. */
  readonly overrode: readonly string[];
}

/** Lists a host's variables by name; the variables of roles key by key, because each may come from another place. */
export function explainVars(placed: PlacedMapping, vars: Scope, roleVariables: ReadonlySet<string>): readonly ExplainedVar[] {
  const leaves = [...placed.entries].flatMap(([name, entry]) =>
    roleVariables.has(name) ? leavesOf([name], entry) : [{ way: [name], entry }],
  );
  const explained = leaves.map(({ way, entry: { where, overrode = [] } }) => ({
    name: way.join("."),
    value: readAt(vars, way),
    where,
    overrode,
  }));
  return explained.sort((a, b) => (a.name < b.name ? -1 : 1));
}

interface Leaf {
  readonly way: readonly string[];
  readonly entry: PlacedEntry;
}

function leavesOf(way: readonly string[], entry: PlacedEntry): readonly Leaf[] {
  if (entry.value.kind !== "mapping" || entry.value.entries.size === 0) return [{ way, entry }];
  return [...entry.value.entries].flatMap(([key, inner]) => leavesOf([...way, key], inner));
}

function readAt(vars: Scope, [name = "", ...keys]: readonly string[]): ExplainedVar["value"] {
  try {
    return { value: lookUp(vars, { name, keys }) };
  } catch (failure) {
    if (!(failure instanceof Failure)) throw failure;
    return { failure };
  }
}
