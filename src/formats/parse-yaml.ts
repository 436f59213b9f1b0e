import {
  type Alias,
  Composer,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  Parser,
  type YAMLMap,
  type YAMLParseError,
} from "yaml";
import type { Placed, PlacedEntry, PlacedMapping } from "./placed.ts";
import { isDeeperThan } from "./yaml-depth.ts";

/** A mistake in a document, at its place. */
export interface Problem {
  readonly where: string;
  readonly message: string;
}

/** A document's root, `undefined` where it is empty or has mistakes. */
export interface ParsedYaml {
  readonly root: Placed | undefined;
  readonly problems: readonly Problem[];
}

/** How many values the aliases of one document may expand to: `*a` of `*b` of `*c` grows by powers. */
const MAX_REPEATED = 100_000;
const MAX_DEPTH = 200;

/**
 * Parses YAML 1.2 (core schema, so `yes` is a string and `0644` the number 644; JSON is a part of it) and keeps every place.
 * The same key twice in a mapping is a problem; a merge key (`<<`) fills in what its mapping does not have. Never throws.
 *
 * @see https://yaml.org/spec/1.2.2/#103-core-schema
 */
export function parseYaml(text: string, file: string): ParsedYaml {
  const lines = new LineCounter();
  const reading = startReading(file, lines);
  try {
    const contents = compose(text, lines, reading);
    const root = contents && reading.problems.length === 0 ? read(contents, reading, OUTSIDE) : undefined;
    return { root: reading.problems.length > 0 ? undefined : root, problems: reading.problems };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    report(reading, 0, "Cannot parse YAML: it is nested too deeply, or its aliases expand to too much");
    return { root: undefined, problems: reading.problems };
  }
}

/** What the reading of one document knows, and what it has found wrong. */
interface Reading {
  readonly problems: Problem[];
  /** The last node of each anchor so far. */
  readonly anchors: Map<string, Node>;
  placeOf(offset: number): string;
  /** Counts a value that an alias repeats; throws a RangeError when there are too many. */
  countRepeated(): void;
}

/** How deep a node lies, and whether an alias repeats it. */
interface Depth {
  readonly depth: number;
  readonly inAlias: boolean;
}

const OUTSIDE: Depth = { depth: 0, inAlias: false };

function startReading(file: string, lines: LineCounter): Reading {
  let repeated = 0;
  return {
    problems: [],
    anchors: new Map(),
    placeOf(offset) {
      const { line, col } = lines.linePos(offset);
      return `${file}:${line}:${col}`;
    },
    countRepeated() {
      repeated += 1;
      if (repeated > MAX_REPEATED) throw new RangeError("too many");
    },
  };
}

type SyntaxMistake = Pick<YAMLParseError, "message" | "pos">;

function compose(text: string, lines: LineCounter, reading: Reading): Node | null | undefined {
  const tokens = [...new Parser(lines.addNewLine).parse(text)];
  if (isDeeperThan(MAX_DEPTH, tokens)) throw new RangeError("too deep");
  const composer = new Composer({ version: "1.2", schema: "core", uniqueKeys: false });
  const [document, another] = composer.compose(tokens, true, text.length);
  for (const error of firstOfEachLine(document?.errors ?? [], lines)) report(reading, error.pos[0], `Cannot parse YAML: ${error.message}`);
  if (another) report(reading, another.range[0], "Cannot parse YAML: expected one document, got a second one");
  return document?.contents;
}

/** What follows a first mistake in a line is seldom another one. */
function firstOfEachLine(errors: readonly SyntaxMistake[], lines: LineCounter): readonly SyntaxMistake[] {
  const seen = new Set<number>();
  return errors.filter(({ pos }) => {
    const { line } = lines.linePos(pos[0]);
    const isFirst = !seen.has(line);
    seen.add(line);
    return isFirst;
  });
}

function read(node: Node, reading: Reading, { depth, inAlias }: Depth): Placed {
  if (depth > MAX_DEPTH) throw new RangeError("too deep");
  if (isAlias(node)) return readAlias(node, reading, depth);
  if (inAlias) reading.countRepeated();
  else if (node.anchor !== undefined) reading.anchors.set(node.anchor, node);
  const inside = { depth: depth + 1, inAlias };
  const where = reading.placeOf(offsetOf(node));
  if (isOwnTag(node.tag)) return { kind: "tagged", tag: node.tag, text: isScalar(node) ? String(node.value) : "", where };
  if (isMap<Node | null, Node | null>(node)) return readMapping(node, reading, inside);
  if (isSeq<Node>(node)) return { kind: "list", items: node.items.map((item) => read(item, reading, inside)), where };
  return readScalar(node, where);
}

function readAlias(alias: Alias, reading: Reading, depth: number): Placed {
  const anchored = reading.anchors.get(alias.source);
  if (anchored) return read(anchored, reading, { depth: depth + 1, inAlias: true });
  report(reading, offsetOf(alias), `Cannot follow alias "*${alias.source}": there is no anchor "&${alias.source}" before it`);
  return { kind: "scalar", value: null, where: reading.placeOf(offsetOf(alias)) };
}

function readMapping(node: YAMLMap<Node | null, Node | null>, reading: Reading, inside: Depth): PlacedMapping {
  const own = new Map<string, PlacedEntry>();
  const merged = new Map<string, PlacedEntry>();
  for (const { key, value } of node.items) {
    const offset = offsetOf(key ?? value ?? node);
    const where = reading.placeOf(offset);
    const placed: Placed = value ? read(value, reading, inside) : { kind: "scalar", value: null, where };
    const problem = isMergeKey(key) ? merge(placed, merged) : addEntry(own, keyName(key), { where, value: placed });
    if (problem !== undefined) report(reading, offset, problem);
  }
  return { kind: "mapping", entries: new Map([...merged, ...own]), where: reading.placeOf(offsetOf(node)) };
}

/** Adds an entry, or says why it cannot. */
function addEntry(entries: Map<string, PlacedEntry>, name: string | undefined, entry: PlacedEntry): string | undefined {
  if (name === undefined) return "Cannot read a key: expected a string or a number";
  const first = entries.get(name);
  if (first) return `Cannot read key "${name}": the same key stands at ${first.where}`;
  entries.set(name, entry);
  return undefined;
}

/** Adds what is merged by `<<`, an earlier mapping winning, or says why it cannot. */
function merge(source: Placed, entries: Map<string, PlacedEntry>): string | undefined {
  if (source.kind === "list") return source.items.map((item) => merge(item, entries)).find((problem) => problem !== undefined);
  if (source.kind !== "mapping") return 'Cannot merge by "<<": expected a mapping or a list of mappings';
  for (const [name, entry] of source.entries) if (!entries.has(name)) entries.set(name, entry);
  return undefined;
}

function report({ problems, placeOf }: Reading, offset: number, message: string): void {
  problems.push({ where: placeOf(offset), message });
}

/** A key's text as it was written: `0644` stays `0644`, `yes` is `yes`. */
function keyName(key: Node | null): string | undefined {
  if (!isScalar(key)) return undefined;
  return key.type === "PLAIN" ? key.source : String(key.value);
}

function isMergeKey(key: Node | null): boolean {
  return isScalar(key) && key.type === "PLAIN" && key.source === "<<";
}

function readScalar(node: Node, where: string): Placed {
  if (!isScalar(node)) return { kind: "scalar", value: null, where };
  const { value, source = "" } = node;
  if (typeof value === "number" && losesDigits(value, source)) return { kind: "tagged", tag: "!!int", text: source, where };
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return { kind: "scalar", value, where };
  return { kind: "scalar", value: null, where };
}

/** Is it a tag that is no part of YAML's own core schema? */
function isOwnTag(tag: string | undefined): tag is string {
  return tag !== undefined && !/^tag:yaml\.org,2002:(str|int|float|bool|null|map|seq)$/.test(tag);
}

/** An integer beyond 2^53 would come out as another one. */
function losesDigits(value: number, source: string): boolean {
  return !Number.isSafeInteger(value) && /^[-+]?(\d+|0x[\da-f]+|0o[0-7]+)$/i.test(source);
}

function offsetOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
