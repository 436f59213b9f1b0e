import { CST, Parser } from "yaml";

/** A value in the text of a document, with what an edit of it in place needs to know; offsets count from the document's start. */
export interface TextValue {
  readonly kind: "mapping" | "list" | "scalar" | "empty" | "alias";
  /** Right behind the colon or dash that it belongs to; 0 for the root. */
  readonly from: number;
  /** Where the value's own text ends; what follows in its line is white space and a comment. */
  readonly to: number;
  /** Where its tag, or else the value itself, begins. */
  readonly start: number;
  /** Column of the keys or dashes that it stands among: a block below it is indented further. */
  readonly indent: number;
  /** Does it stand between brackets or braces, or begin with one? */
  readonly inFlow: boolean;
  readonly isBlock: boolean;
  readonly tag: string | undefined;
  readonly anchor: string | undefined;
  /** Comments between the colon and the value's text, and in the value's last line. */
  readonly comments: readonly string[];
  /** What a scalar says, escapes and folds undone. */
  readonly text: string;
  /** Values of a mapping by key; those of a list by index. */
  readonly children: ReadonlyMap<string, TextValue>;
  /** A flow collection's closing bracket; the end of the last entry's line in any other. */
  readonly end: number;
}

/** What stands before a value: where that begins, and its tokens (comments, anchor, tag). */
interface Before {
  readonly from: number;
  readonly tokens: readonly CST.SourceToken[];
  readonly indent: number;
  readonly inFlow: boolean;
}

/** What a value is whatever it holds. */
type Head = Omit<TextValue, "kind" | "to" | "end">;

type Collection = CST.BlockMap | CST.BlockSequence | CST.FlowCollection;

/** Finds all values in the text of a YAML document that has no mistakes; `undefined` where it holds none. */
export function readYamlText(text: string): TextValue | undefined {
  const document = [...new Parser().parse(text)].find((token) => token.type === "document");
  if (!document?.value) return undefined;
  return readToken(document.value, text, { from: 0, tokens: document.start, indent: -1, inFlow: false });
}

function readToken(token: CST.Token | null | undefined, text: string, before: Before): TextValue {
  const { from, indent, tokens, inFlow } = before;
  if (!token) return emptyValue(text, before);
  const head: Head = {
    from,
    indent,
    inFlow,
    isBlock: false,
    start: ownTokens(tokens)[0]?.offset ?? token.offset,
    tag: sourceOf(tokens, "tag"),
    anchor: sourceOf(tokens, "anchor"),
    comments: commentsIn(tokens),
    children: new Map(),
    text: CST.isScalar(token) ? CST.resolveAsScalar(token).value : "",
  };
  if (token.type === "block-scalar") return blockScalar(token, head);
  if (isFlowScalar(token)) return flowScalar(token, text, head);
  if (isCollection(token)) return readCollection(token, text, head);
  throw new TypeError(`a ${token.type} is no value`);
}

function emptyValue(text: string, { from, indent, tokens, inFlow }: Before): TextValue {
  const line = firstLine(tokens);
  const own = ownTokens(line);
  const to = endOf(own.at(-1)) ?? from;
  return {
    kind: "empty",
    from,
    to,
    start: own[0]?.offset ?? from,
    indent,
    inFlow,
    isBlock: false,
    tag: sourceOf(line, "tag"),
    anchor: sourceOf(line, "anchor"),
    comments: commentsIn(line),
    text: "",
    children: new Map(),
    end: lineEnd(text, to),
  };
}

function blockScalar(token: CST.BlockScalar, head: Head): TextValue {
  const props = token.props.flatMap((one) => ("source" in one ? [one as CST.SourceToken] : []));
  const end = (endOf(props.at(-1)) ?? token.offset) + token.source.length;
  return { ...head, kind: "scalar", isBlock: true, to: end, end, comments: [...head.comments, ...commentsIn(props)] };
}

function flowScalar(token: CST.FlowScalar, text: string, head: Head): TextValue {
  const to = token.offset + token.source.length;
  const kind = token.type === "alias" ? "alias" : to === head.from ? "empty" : "scalar";
  const after = head.inFlow ? [] : commentsIn(firstLine(token.end ?? []));
  return { ...head, kind, to, end: lineEnd(text, to), comments: [...head.comments, ...after] };
}

function readCollection(token: Collection, text: string, head: Head): TextValue {
  const isFlow = token.type === "flow-collection";
  const isList = isListToken(token);
  const inside = { indent: isFlow ? head.indent : token.indent, inFlow: isFlow };
  const children = new Map<string, TextValue>();
  for (const item of token.items) {
    const name = isList ? String(children.size) : keyName(item.key);
    const before = behindMark(isList ? item.start : (item.sep ?? []), token.offset + 1);
    if (name !== undefined) children.set(name, readToken(item.value, text, { ...inside, ...before }));
  }
  const kind = isList ? "list" : "mapping";
  if (isFlow) return flowCollection(token, text, { ...head, kind, children });
  const end = Math.max(token.offset, ...[...children.values()].map((child) => child.end));
  return { ...head, kind, children, to: end, end };
}

function flowCollection(token: CST.FlowCollection, text: string, head: Omit<TextValue, "to" | "end">): TextValue {
  const to = endOf(token.end.find(({ type }) => type === "flow-map-end" || type === "flow-seq-end")) ?? token.offset;
  const after = head.inFlow ? [] : commentsIn(firstLine(token.end));
  return { ...head, inFlow: true, to, end: head.inFlow ? to : lineEnd(text, to), comments: [...head.comments, ...after] };
}

/** The tokens behind the colon, dash or comma that a value belongs to, and where they begin. */
function behindMark(tokens: readonly CST.SourceToken[], otherwise: number): Pick<Before, "from" | "tokens"> {
  const mark = tokens.findLastIndex(({ type }) => ["map-value-ind", "seq-item-ind", "comma"].includes(type));
  return { from: endOf(tokens[mark]) ?? otherwise, tokens: tokens.slice(mark + 1) };
}

/** A key's text as it was written where it is plain, as `parseYaml` has it. */
function keyName(key: CST.Token | null | undefined): string | undefined {
  if (!CST.isScalar(key)) return undefined;
  return key.type === "scalar" ? key.source : CST.resolveAsScalar(key).value;
}

function isListToken(token: Collection): boolean {
  return token.type === "flow-collection" ? token.start.source === "[" : token.type === "block-seq";
}

function isFlowScalar(token: CST.Token): token is CST.FlowScalar {
  return token.type === "alias" || (CST.isScalar(token) && token.type !== "block-scalar");
}

function isCollection(token: CST.Token): token is Collection {
  return CST.isCollection(token);
}

function ownTokens(tokens: readonly CST.SourceToken[]): readonly CST.SourceToken[] {
  return tokens.filter(({ type }) => type === "tag" || type === "anchor");
}

function sourceOf(tokens: readonly CST.SourceToken[], type: "tag" | "anchor"): string | undefined {
  return tokens.find((token) => token.type === type)?.source;
}

function commentsIn(tokens: readonly CST.SourceToken[]): readonly string[] {
  return tokens.filter(({ type }) => type === "comment").map(({ source }) => source);
}

function firstLine(tokens: readonly CST.SourceToken[]): readonly CST.SourceToken[] {
  const newline = tokens.findIndex(({ type }) => type === "newline");
  return newline < 0 ? tokens : tokens.slice(0, newline);
}

function endOf(token: CST.SourceToken | undefined): number | undefined {
  return token && token.offset + token.source.length;
}

/** The place behind the newline that ends a line. */
function lineEnd(text: string, offset: number): number {
  const newline = text.indexOf("\n", offset);
  return newline < 0 ? text.length : newline + 1;
}
