import type { Placed, PlacedEntry, PlacedMapping } from "../formats/placed.ts";
import { didYouMean } from "../model/did-you-mean.ts";
import { type Declared, type DeclaredGroup, declareGroup } from "./declared.ts";
import type { Findings } from "./findings.ts";
import { addHosts } from "./add-hosts.ts";
import { parsePythonLiteral } from "./python-literal.ts";
import { splitWords } from "./shell-words.ts";

/** Where the groups and hosts that are read go to, and what is wrong with them. */
interface Reading {
  readonly declared: Declared;
  readonly findings: Findings;
  /** What becomes of a value that was read. Default: it stays. */
  finish?(value: Placed): Placed;
}

const KINDS = ["hosts", "children", "vars"] as const;

/** What the lines below a header are about. */
interface Section {
  readonly group: DeclaredGroup;
  readonly kind: (typeof KINDS)[number];
}

/** One line that says something, without the space around it. */
interface Line {
  readonly text: string;
  /** The place of one of its characters. */
  place(at?: number): string;
}

/** A group that a section speaks of before, or without, any section of its own. */
interface Mention {
  readonly name: string;
  readonly where: string;
  readonly problem: string;
}

const HEADER = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;
const GROUP = /^([^:\]\s]+)\s*(?:#.*)?$/;

/**
 * Adds what an INI inventory declares, as Ansible's INI plugin reads it: sections `[group]` of hosts with their variables, `[group:children]`,
 * `[group:vars]`; hosts before the first header are in no group. Values are read as Python's literals where they are such, else as texts.
 *
 * @see https://docs.ansible.com/ansible/latest/collections/ansible/builtin/ini_inventory.html
 */
export function readIniGroups({ text, file }: { readonly text: string; readonly file: string }, into: Reading): void {
  const { declared, findings } = into;
  const known = new Set(declared.groups.keys());
  const mentions: Mention[] = [];
  let section: Section | undefined = { group: declareGroup(declared, "ungrouped", file), kind: "hosts" };
  for (const line of linesOf(text, file)) {
    if (!/^\[.*\]$|^\[[^\]]*\]\s*#/.test(line.text)) {
      if (section) mentions.push(...readLine(line, section, into));
      continue;
    }
    section = readHeader(line, into);
    if (section?.kind === "vars") mentions.push(mention(section, line));
    else if (section) known.add(section.group.name);
  }
  for (const { name, where, problem } of mentions) {
    if (!known.has(name)) findings.fail(where, `${problem}: no section declares the group "${name}"${didYouMean(name, known)}`);
  }
}

function readLine(line: Line, { group, kind }: Section, into: Reading): readonly Mention[] {
  if (kind === "children") return readChild(line, group, into);
  if (kind === "hosts") readHosts(line, group, into);
  else readVariable(line, group, into);
  return [];
}

/** Lines end where Python's do; comments begin with `#` or `;`. */
function linesOf(text: string, file: string): readonly Line[] {
  return text.split(/\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/).flatMap((raw, index) => {
    const start = raw.length - raw.trimStart().length;
    const line: Line = { text: raw.trim(), place: (at = 0) => `${file}:${index + 1}:${start + at + 1}` };
    return line.text === "" || /^[#;]/.test(line.text) ? [] : [line];
  });
}

function readHeader({ text, place }: Line, { declared, findings }: Reading): Section | undefined {
  const [, name, tag = "hosts"] = HEADER.exec(text) ?? [];
  if (name === undefined) {
    findings.fail(place(), `Cannot read section ${text}: expected [group], [group:children] or [group:vars], without spaces`);
    return undefined;
  }
  const kind = KINDS.find((one) => one === tag);
  if (kind) return { group: declareGroup(declared, name, place()), kind };
  findings.fail(place(), `Cannot read section ${text}: "${tag}" is not one of hosts, children, vars${didYouMean(tag, KINDS)}`);
  return undefined;
}

function mention({ group: { name } }: Section, { place }: Line): Mention {
  return { name, where: place(), problem: `Cannot give variables to group "${name}"` };
}

function readChild({ text, place }: Line, group: DeclaredGroup, { declared, findings }: Reading): readonly Mention[] {
  const name = GROUP.exec(text)?.[1];
  if (name === undefined) {
    findings.fail(place(), `Cannot read the children of group "${group.name}": expected a group's name, got ${JSON.stringify(text)}`);
    return [];
  }
  declareGroup(declared, name, place());
  group.children.set(name, place());
  return [{ name, where: place(), problem: `Cannot put group "${name}" into "${group.name}"` }];
}

function readVariable({ text, place }: Line, group: DeclaredGroup, into: Reading): void {
  const entry = readAssignment({ text, where: place() }, `Cannot read the variables of group "${group.name}"`, into);
  if (entry) group.layers.push(layerOf([entry], place()));
}

/** A variable; space around the key and the value does not count. */
function readAssignment(
  { text, where }: { text: string; where: string },
  problem: string,
  into: Reading,
): readonly [string, PlacedEntry] | undefined {
  const equals = text.indexOf("=");
  if (equals < 0) {
    into.findings.fail(where, `${problem}: expected key=value, got ${JSON.stringify(text)}`);
    return undefined;
  }
  const word = text.slice(equals + 1).trim();
  const value = parsePythonLiteral(word, where) ?? { kind: "scalar", value: word, where };
  return [text.slice(0, equals).trim(), { where, value: into.finish?.(value) ?? value }];
}

function readHosts({ text, place }: Line, group: DeclaredGroup, into: Reading): void {
  const words = splitWords(text);
  const problem = `Cannot read a host of group "${group.name}"`;
  if ("problem" in words) {
    into.findings.fail(place(), `${problem}: ${words.problem}`);
    return;
  }
  const [name, ...given] = words;
  const entries = given.flatMap(({ text: word, at }) => {
    const entry = readAssignment({ text: word, where: place(at) }, problem, into);
    return entry ? [entry] : [];
  });
  addHosts({ key: name?.text ?? "", where: place(), vars: entries.length > 0 ? layerOf(entries, place()) : undefined }, group, into);
}

function layerOf(entries: readonly (readonly [string, PlacedEntry])[], where: string): PlacedMapping {
  return { kind: "mapping", entries: new Map(entries), where };
}
