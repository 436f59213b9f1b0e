import { statSync } from "node:fs";
import { resolve } from "node:path";
import { parseYaml } from "../formats/parse-yaml.ts";
import type { Placed, PlacedEntry, PlacedMapping } from "../formats/placed.ts";
import type { Findings } from "./findings.ts";
import { describe, isNothing } from "./read-groups.ts";
import { type FileReading, readYamlFile } from "./read-yaml-file.ts";

/** `key=value`, the value bare or in quotes; several of them parted by spaces. */
const PAIR = /\s*([A-Za-z_][\w-]*)=("(?:[^"\\]|\\.)*"|'[^']*'|[^\s"']*)(?=\s|$)/gsy;

/**
 * Reads the values of `-e` into one layer, a later one stronger: `key=value` (the value is a string, as in Ansible),
 * `{"key": value}` in YAML or JSON, `@file`.
 */
export async function readExtraVars(given: readonly string[], reading: FileReading): Promise<PlacedMapping> {
  const entries = new Map<string, PlacedEntry>();
  for (const text of given) {
    const vars = text.startsWith("@") ? await readVarsFile(text, reading) : readVars(text, reading.findings);
    for (const [name, entry] of vars) entries.set(name, entry);
  }
  return { kind: "mapping", entries, where: "-e" };
}

async function readVarsFile(text: string, reading: FileReading): Promise<Iterable<[string, PlacedEntry]>> {
  const { folder, findings } = reading;
  const path = resolve(folder, text.slice(1));
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return entriesOf(await readYamlFile(path, reading), findings);
  findings.fail("-e", `Cannot read "${text}": there is no such file`, { code: "USAGE" });
  return [];
}

function readVars(text: string, findings: Findings): Iterable<[string, PlacedEntry]> {
  if (!text.startsWith("{")) return readPairs(text, findings);
  const { root, problems } = parseYaml(text, "-e");
  for (const { where, message } of problems) findings.fail(where, message, { code: "USAGE" });
  return entriesOf(root, findings);
}

/** The names in a text of `key=value` that is given by `-e`; none where it is no such text. */
export function namesOfPairs(text: string): readonly string[] {
  return [...text.matchAll(PAIR)].map(([, name = ""]) => name);
}

function readPairs(text: string, findings: Findings): readonly [string, PlacedEntry][] {
  const pairs = [...text.matchAll(PAIR)];
  if (pairs.map(([match]) => match).join("").length < text.trimEnd().length || pairs.length === 0) {
    const hint = `A value with spaces stands in quotes: -e 'motd="hello world"'. Values that are no strings: -e '{"port": 22}'.`;
    findings.fail("-e", `Cannot read "${text}": expected key=value, {"key": value} or @file`, { code: "USAGE", hint });
    return [];
  }
  return pairs.map(([, name = "", value = ""]) => {
    const where = `-e ${name}`;
    return [name, { where, value: { kind: "scalar", value: unquote(value), where } }];
  });
}

function unquote(value: string): string {
  if (value.startsWith('"')) return value.slice(1, -1).replace(/\\(.)/gs, "$1");
  return value.startsWith("'") ? value.slice(1, -1) : value;
}

function entriesOf(root: Placed | undefined, findings: Findings): Iterable<[string, PlacedEntry]> {
  if (root === undefined || isNothing(root)) return [];
  if (root.kind === "mapping") return root.entries;
  findings.fail(root.where, `Cannot read variables: expected a mapping, got ${describe(root)}`);
  return [];
}
