import type { Placed, PlacedEntry } from "../formats/placed.ts";
import { parsePythonNumber } from "./python-number.ts";
import { parsePythonString } from "./python-string.ts";

/** What was read from a place on, and where it ends. */
interface Read {
  readonly value: Placed;
  readonly end: number;
}

/** An item of a list, or a key and its value. */
interface Part {
  readonly item: Placed;
  readonly value?: Placed;
}

interface Parts {
  readonly parts: readonly Part[];
  /** Is there a comma behind the last one? */
  readonly isOpen: boolean;
  readonly end: number;
}

const WORDS: Readonly<Record<string, boolean | null>> = { True: true, False: false, None: null };

/** Nothing that a person writes is nested deeper. */
const MAX_DEPTH = 100;

/**
 * Reads a value as Ansible reads those of INI inventories, by Python's `ast.literal_eval`: numbers, strings in quotes, lists, tuples and sets (as
 * lists), dictionaries, `True`, `False`, `None`, and a comment behind them. Whatever else is a text: `undefined`.
 *
 * @see https://docs.python.org/3/library/ast.html#ast.literal_eval
 */
export function parsePythonLiteral(text: string, where: string): Placed | undefined {
  const found = readParts({ text, where, depth: 0 }, 0);
  return /^(?:#.*)?$/.test(text.slice(found.end)) ? tupleOf(found, where) : undefined;
}

interface Source {
  readonly text: string;
  readonly where: string;
  readonly depth: number;
}

/** Parts between commas, as many as there are; a colon behind an item leads to its value. */
function readParts(source: Source, start: number): Parts {
  const parts: Part[] = [];
  let at = skip(source, start);
  for (;;) {
    const item = readValue(source, at);
    if (!item) return { parts, isOpen: parts.length > 0, end: at };
    at = skip(source, item.end);
    const value = source.text.charAt(at) === ":" ? readValue(source, skip(source, at + 1)) : undefined;
    parts.push({ item: item.value, ...(value && { value: value.value }) });
    at = skip(source, value?.end ?? at);
    if (source.text.charAt(at) !== ",") return { parts, isOpen: false, end: at };
    at = skip(source, at + 1);
  }
}

function readValue(source: Source, at: number): Read | undefined {
  const { text, where, depth } = source;
  const open = text.charAt(at);
  if (Object.hasOwn(BRACKETS, open)) return depth < MAX_DEPTH ? readBracket({ ...source, depth: depth + 1 }, at, open) : undefined;
  const string = parsePythonString(text, at);
  if (string) return { value: { kind: "scalar", value: string.text, where }, end: string.end };
  return parsePythonNumber(text, { at, where }) ?? readWord(source, at);
}

function readWord({ text, where }: Source, at: number): Read | undefined {
  const word = /^\w+/.exec(text.slice(at))?.[0] ?? "";
  const value = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  return value === undefined ? undefined : { value: { kind: "scalar", value, where }, end: at + word.length };
}

function readBracket(source: Source, at: number, open: string): Read | undefined {
  const bracket = BRACKETS[open];
  const found = readParts(source, at + 1);
  if (source.text.charAt(found.end) !== bracket?.close) return undefined;
  const value = bracket.value(found, source.where);
  return value && { value, end: found.end + 1 };
}

/** What the parts in brackets are, `undefined` where they are nothing. */
const BRACKETS: Readonly<Record<string, { readonly close: string; value(parts: Parts, where: string): Placed | undefined }>> = {
  "[": { close: "]", value: listOf },
  "(": { close: ")", value: (found, where) => (found.parts.length === 0 ? listOf(found, where) : tupleOf(found, where)) },
  "{": { close: "}", value: (found, where) => mappingOf(found, where) ?? listOf(found, where) },
};

function listOf({ parts }: Parts, where: string): Placed | undefined {
  if (parts.some(({ value }) => value !== undefined)) return undefined;
  return { kind: "list", items: parts.map(({ item }) => item), where };
}

/** A value without a comma behind it is that value, also in parentheses; several are a list. */
function tupleOf(found: Parts, where: string): Placed | undefined {
  const [only, ...others] = found.parts;
  if (only === undefined) return undefined;
  return others.length > 0 || found.isOpen ? listOf(found, where) : only.value === undefined ? only.item : undefined;
}

function mappingOf({ parts }: Parts, where: string): Placed | undefined {
  const entries = new Map<string, PlacedEntry>();
  for (const { item, value } of parts) {
    if (value === undefined || item.kind !== "scalar") return undefined;
    entries.set(String(item.value), { where, value });
  }
  return { kind: "mapping", entries, where };
}

function skip({ text }: Source, at: number): number {
  return at + (/^[ \t\f]*/.exec(text.slice(at))?.[0].length ?? 0);
}
