import type { Placed, PlacedEntry, PlacedMapping } from "../formats/placed.ts";
import { addHosts } from "./add-hosts.ts";
import { type Declared, type DeclaredGroup, declareGroup } from "./declared.ts";
import { didYouMean, nearest } from "../model/did-you-mean.ts";
import type { Findings } from "./findings.ts";

const SECTIONS = ["hosts", "children", "vars"];

/** Where the groups and hosts that are read go to, and what is wrong with them. */
interface Reading {
  readonly declared: Declared;
  readonly findings: Findings;
}

type Named = readonly [name: string, entry: PlacedEntry];

/**
 * Adds what one inventory file declares: groups at the top, each with `hosts`, `children` and `vars`, as Ansible's YAML plugin reads it.
 *
 * @see https://docs.ansible.com/ansible/latest/collections/ansible/builtin/yaml_inventory.html
 */
export function readGroups(root: Placed, into: Reading): void {
  const { findings } = into;
  if (root.kind !== "mapping") {
    const message = `Cannot read inventory: expected groups by name, got ${describe(root)}`;
    findings.fail(root.where, message, {
      hint: "An INI inventory has a name without an ending, or one that is not YAML's: hosts, hosts.ini",
    });
    return;
  }
  const plugin = root.entries.get("plugin");
  if (plugin) {
    const message = "Cannot read inventory: it configures an inventory plugin, which only Ansible can run";
    findings.fail(plugin.where, message, { hint: "Save what `ansible-inventory --list --yaml` prints, and read that." });
    return;
  }
  for (const entry of root.entries) readGroup(entry, into);
}

function readGroup([name, entry]: Named, into: Reading): void {
  const group = declareGroup(into.declared, name, entry.where);
  const definition = mappingOf(entry.value, `group "${name}"`, into.findings);
  for (const [section, part] of definition?.entries ?? []) {
    if (SECTIONS.includes(section)) readSection([section, part], group, into);
    else reportSection(section, { name, where: part.where }, into);
  }
}

/** Ansible passes over what it does not know; a slip of the finger must not lose hosts. */
function reportSection(section: string, { name, where }: { readonly name: string; readonly where: string }, { findings }: Reading): void {
  if (nearest(section, SECTIONS) === undefined)
    findings.warn(where, `"${section}" in group "${name}" is left out: it is not one of hosts, children, vars`);
  else
    findings.fail(where, `Cannot read group "${name}": "${section}" is not one of hosts, children, vars${didYouMean(section, SECTIONS)}`);
}

function readSection([section, { value }]: Named, group: DeclaredGroup, into: Reading): void {
  const content = mappingOf(oneName(value), `"${section}" of group "${group.name}"`, into.findings);
  if (!content) return;
  if (section === "vars") {
    group.layers.push(content);
    return;
  }
  for (const entry of content.entries) {
    if (section === "children") readChild(entry, group, into);
    else readHosts(entry, group, into);
  }
}

function readChild([name, entry]: Named, group: DeclaredGroup, into: Reading): void {
  group.children.set(name, entry.where);
  readGroup([name, entry], into);
}

function readHosts([key, entry]: Named, group: DeclaredGroup, into: Reading): void {
  const vars = mappingOf(entry.value, `host "${key}"`, into.findings);
  addHosts({ key, where: entry.where, vars }, group, into);
}

/** `hosts: web1` is short for `hosts: { web1: }`. */
function oneName(value: Placed): Placed {
  if (value.kind !== "scalar" || typeof value.value !== "string") return value;
  const nothing: Placed = { kind: "scalar", value: null, where: value.where };
  return { kind: "mapping", entries: new Map([[value.value, { where: value.where, value: nothing }]]), where: value.where };
}

function mappingOf(value: Placed, what: string, findings: Findings): PlacedMapping | undefined {
  if (value.kind === "mapping") return value;
  if (!isNothing(value)) findings.fail(value.where, `Cannot read ${what}: expected a mapping, got ${describe(value)}`);
  return undefined;
}

/** A value in words, for messages: `a list`, `"text"`. */
export function describe(value: Placed): string {
  if (value.kind !== "list" && value.kind !== "mapping" && value.hidden) return "an encrypted value";
  if (value.kind === "scalar") return JSON.stringify(value.value).slice(0, 80);
  return value.kind === "tagged" ? `a value tagged ${value.tag}` : `a ${value.kind}`;
}

/** Is it an empty value, as after a bare `key:`? */
export function isNothing(value: Placed): boolean {
  return value.kind === "scalar" && value.value === null;
}
