import {
  type Alias,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseDocument,
  type YAMLMap,
  type YAMLParseError,
} from "yaml";
import type { Placed, PlacedEntry, PlacedMapping } from "./placed.ts";

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
const MAX_EXPANDED = 100_000;
const MAX_DEPTH = 200;

/**
 * Parses YAML 1.2 (core schema, so `yes` is a string and `0644` the number 644; JSON is a part of it) and keeps every place.
 * The same key twice in a mapping is a problem; a merge key (`<<`) fills in what its mapping does not have. Never throws.
 *
 * @see https://yaml.org/spec/1.2.2/#103-core-schema
 */
export function parseYaml(text: string, file: string): ParsedYaml {
  const lines = new LineCounter();
  const reader = new Reader(file, lines);
  try {
    const document = parseDocument(text, { version: "1.2", schema: "core", lineCounter: lines, uniqueKeys: false, prettyErrors: false });
    for (const error of firstOfEachLine(document.errors, lines)) reader.report(error.pos[0], syntaxMessage(error));
    const root = document.errors.length === 0 && document.contents ? reader.read(document.contents, 0) : undefined;
    return reader.result(root);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reader.report(0, "Cannot parse YAML: it is nested too deeply, or its aliases expand to too much");
    return reader.result(undefined);
  }
}

type SyntaxMistake = Pick<YAMLParseError, "code" | "message" | "pos">;

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

function syntaxMessage({ code, message }: SyntaxMistake): string {
  return `Cannot parse YAML: ${code === "MULTIPLE_DOCS" ? "expected one document, got a second one" : message}`;
}

/** Turns the nodes of one document into placed values; holds what it found wrong and how much it has read. */
class Reader {
  readonly #problems: Problem[] = [];
  readonly #anchors = new Map<string, Node>();
  readonly #file: string;
  readonly #lines: LineCounter;
  #expanded = 0;

  constructor(file: string, lines: LineCounter) {
    this.#file = file;
    this.#lines = lines;
  }

  result(root: Placed | undefined): ParsedYaml {
    return { root: this.#problems.length > 0 ? undefined : root, problems: this.#problems };
  }

  report(offset: number, message: string): void {
    this.#problems.push({ where: this.#place(offset), message });
  }

  read(node: Node, depth: number, inAlias = false): Placed {
    this.#count(depth, inAlias);
    if (isAlias(node)) return this.#readAlias(node, depth);
    if (node.anchor !== undefined && !inAlias) this.#anchors.set(node.anchor, node);
    const where = this.#place(offsetOf(node));
    if (isOwnTag(node.tag)) return { kind: "tagged", tag: node.tag, text: isScalar(node) ? String(node.value) : "", where };
    if (isMap<Node | null, Node | null>(node)) return this.#readMapping(node, depth, inAlias);
    if (isSeq<Node>(node)) return { kind: "list", items: node.items.map((item) => this.read(item, depth + 1, inAlias)), where };
    return readScalar(node, where);
  }

  #count(depth: number, inAlias: boolean): void {
    if (inAlias) this.#expanded += 1;
    if (this.#expanded > MAX_EXPANDED || depth > MAX_DEPTH) throw new RangeError("too much");
  }

  #readAlias(alias: Alias, depth: number): Placed {
    const anchored = this.#anchors.get(alias.source);
    if (anchored) return this.read(anchored, depth + 1, true);
    this.report(offsetOf(alias), `Cannot follow alias "*${alias.source}": there is no anchor "&${alias.source}" before it`);
    return { kind: "scalar", value: null, where: this.#place(offsetOf(alias)) };
  }

  #readMapping(node: YAMLMap<Node | null, Node | null>, depth: number, inAlias: boolean): PlacedMapping {
    const own = new Map<string, PlacedEntry>();
    const merged = new Map<string, PlacedEntry>();
    for (const { key, value } of node.items) {
      const offset = offsetOf(key ?? value ?? node);
      const where = this.#place(offset);
      const placed: Placed = value ? this.read(value, depth + 1, inAlias) : { kind: "scalar", value: null, where };
      if (isMergeKey(key)) this.#merge(placed, merged, offset);
      else this.#addEntry(own, [keyName(key), { where, value: placed }], offset);
    }
    return { kind: "mapping", entries: new Map([...merged, ...own]), where: this.#place(offsetOf(node)) };
  }

  #addEntry(entries: Map<string, PlacedEntry>, [name, entry]: readonly [string | undefined, PlacedEntry], offset: number): void {
    const first = entries.get(name ?? "")?.where;
    if (name === undefined) this.report(offset, "Cannot read a key: expected a string or a number");
    else if (first !== undefined) this.report(offset, `Cannot read key "${name}": the same key stands at ${first}`);
    else entries.set(name, entry);
  }

  #merge(source: Placed, entries: Map<string, PlacedEntry>, offset: number): void {
    if (source.kind === "mapping") {
      for (const [name, entry] of source.entries) if (!entries.has(name)) entries.set(name, entry);
    } else if (source.kind === "list") {
      for (const item of source.items) this.#merge(item, entries, offset);
    } else {
      this.report(offset, 'Cannot merge by "<<": expected a mapping or a list of mappings');
    }
  }

  #place(offset: number): string {
    const { line, col } = this.#lines.linePos(offset);
    return `${this.#file}:${String(line)}:${String(col)}`;
  }
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
