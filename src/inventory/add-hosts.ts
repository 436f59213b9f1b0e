import type { PlacedMapping } from "../formats/placed.ts";
import { type Declared, type DeclaredGroup, declareHost } from "./declared.ts";
import type { Findings } from "./findings.ts";
import { expandHostRange } from "./host-range.ts";

/** Hosts as an inventory names them: one, or a range. */
export interface NamedHosts {
  readonly key: string;
  readonly where: string;
  readonly vars: PlacedMapping | undefined;
}

/** Adds the hosts that a key stands for to a group, with their variables. */
export function addHosts(
  { key, where, vars }: NamedHosts,
  group: DeclaredGroup,
  { declared, findings }: { readonly declared: Declared; readonly findings: Findings },
): void {
  const range = expandHostRange(key);
  if ("problem" in range) {
    findings.fail(where, `Cannot read host "${key}": ${range.problem}`);
    return;
  }
  for (const name of range.names) {
    const host = declareHost(declared, name, where);
    group.hosts.add(name);
    if (range.port !== undefined) host.layers.push(portOnly(range.port, where));
    if (vars) host.layers.push(vars);
  }
}

function portOnly(port: number, where: string): PlacedMapping {
  return { kind: "mapping", where, entries: new Map([["ansible_port", { where, value: { kind: "scalar", value: port, where } }]]) };
}
