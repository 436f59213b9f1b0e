import { readYamlText, type TextValue } from "./yaml-text.ts";

/** A replacement of a part of a text. */
export interface Splice {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** A value to be written: a text under a tag. */
export interface TaggedText {
  readonly tag: string;
  readonly text: string;
}

/** Why a value cannot be put into a document, or the document with it. */
export type Edited = { readonly text: string } | { readonly problem: string };

/** Finds the value of a variable such as `users.accounts.0.password_hash`; keys may hold dots. `undefined` where it is not there. */
export function findValue(root: TextValue | undefined, variable: string): TextValue | undefined {
  if (!root || variable === "") return root;
  const steps = variable.split(".");
  for (let count = steps.length; count > 0; count--) {
    const child = root.children.get(steps.slice(0, count).join("."));
    const found = child && findValue(child, steps.slice(count).join("."));
    if (found) return found;
  }
  return undefined;
}

/** Puts a value into a document, in the place of what is there or with the keys that are missing; everything else stays byte by byte. */
export function putValue(text: string, variable: string, value: TaggedText): Edited {
  const root = readYamlText(text);
  const there = findValue(root, variable);
  const way = deepest(root, variable.split("."));
  const problem = there ? hindrance(there) : obstacle(way);
  if (problem !== undefined) return { problem };
  return { text: applySplices(text, [there ? replaceValue(text, there, value) : addEntry(text, way, value)]) };
}

function hindrance({ kind }: TextValue): string | undefined {
  return kind === "mapping" || kind === "list" ? `there is a ${kind} in its place` : undefined;
}

function obstacle({ value, rest }: Way): string | undefined {
  if (value?.kind === "list") return `its list has no item "${rest[0] ?? ""}"`;
  return value?.kind === "scalar" || value?.kind === "alias" ? "there is a text in the place of a mapping" : undefined;
}

/** The replacement of a value by another one: in a line of its own where it stands in a block, in quotes between brackets. Anchor and comments stay. */
export function replaceValue(text: string, there: TextValue, { tag, text: value }: TaggedText): Splice {
  const anchor = there.anchor === undefined ? "" : `${there.anchor} `;
  if (there.inFlow) {
    const gap = there.start === there.from ? " " : "";
    return { from: there.start, to: there.to, text: `${gap}${anchor}${tag} ${JSON.stringify(value)}` };
  }
  const written = ` ${anchor}${renderTagged({ tag, text: value }, { ...there, newline: newlineOf(text) })}`;
  return { from: there.from, to: there.end, text: written };
}

/** Makes replacements that do not overlap. */
export function applySplices(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .sort((a, b) => b.from - a.from)
    .reduce((done, { from, to, text: part }) => done.slice(0, from) + part + done.slice(to), text);
}

/** A tagged text as it stands behind a colon, to the end of its last line: as a literal block where it has several lines. */
function renderTagged(
  { tag, text }: TaggedText,
  { indent, comments, newline }: { readonly indent: number; readonly comments: readonly string[]; readonly newline: string },
): string {
  const comment = comments.length === 0 ? "" : ` ${comments.join(" ")}`;
  if (!isLiteral(text)) return `${tag} ${JSON.stringify(text)}${comment}${newline}`;
  const body = text.replace(/\n$/, "").replaceAll("\n", `${newline}${" ".repeat(indent + 2)}`);
  return `${tag} |${text.endsWith("\n") ? "" : "-"}${comment}${newline}${" ".repeat(indent + 2)}${body}${newline}`;
}

/** Is it a text of several lines that a literal block holds as they are? Not with tabs, or with white space at the end of a line. */
function isLiteral(text: string): boolean {
  const lines = text.replace(/\n$/, "").split("\n");
  if (lines.length < 2 || lines.at(-1) === "" || !/^\S/.test(text)) return false;
  return lines.every((line) => line === "" || /^\P{Cc}*\S$/u.test(line));
}

/** The last value on the way to a variable that is there, and the keys that are missing below it. */
interface Way {
  readonly value: TextValue | undefined;
  readonly rest: readonly string[];
}

function deepest(value: TextValue | undefined, steps: readonly string[]): Way {
  for (let count = steps.length - 1; count > 0; count--) {
    const child = value?.children.get(steps.slice(0, count).join("."));
    if (child) return deepest(child, steps.slice(count));
  }
  return { value, rest: steps };
}

function addEntry(text: string, { value, rest }: Way, added: TaggedText): Splice {
  const newline = newlineOf(text);
  if (value?.inFlow) return addFlowEntry(value, rest, added);
  if (value?.kind === "mapping") {
    const [first] = value.children.values();
    const from = value.end;
    return { from, to: from, text: startLine(text, from) + renderEntry(rest, added, { indent: first?.indent ?? 0, newline }) };
  }
  if (value) {
    const comment = value.comments.length === 0 ? "" : ` ${value.comments.join(" ")}`;
    const entry = renderEntry(rest, added, { indent: value.indent + 2, newline });
    return { from: value.from, to: value.end, text: `${comment}${newline}${entry}` };
  }
  return { from: text.length, to: text.length, text: startLine(text, text.length) + renderEntry(rest, added, { indent: 0, newline }) };
}

function addFlowEntry(value: TextValue, rest: readonly string[], { tag, text }: TaggedText): Splice {
  const inner = [...rest].reverse().reduce((below, key) => `{ ${renderKey(key)}: ${below} }`, `${tag} ${JSON.stringify(text)}`);
  if (value.kind === "empty") return { from: value.from, to: value.to, text: ` ${inner}` };
  const last = [...value.children.values()].at(-1);
  const entry = inner.slice(2, -2);
  return last ? { from: last.to, to: last.to, text: `, ${entry}` } : { from: value.to - 1, to: value.to - 1, text: ` ${entry} ` };
}

function renderEntry(
  keys: readonly string[],
  value: TaggedText,
  { indent, newline }: { readonly indent: number; readonly newline: string },
): string {
  const [key = "", ...below] = keys;
  const head = `${" ".repeat(indent)}${renderKey(key)}:`;
  if (below.length === 0) return `${head} ${renderTagged(value, { indent, comments: [], newline })}`;
  return `${head}${newline}${renderEntry(below, value, { indent: indent + 2, newline })}`;
}

/** A key that every parser takes for this text stands bare, any other in quotes. */
function renderKey(key: string): string {
  return /^[A-Za-z_][\w.-]*$/.test(key) && !/^(y|n|yes|no|on|off|true|false|null)$/i.test(key) ? key : JSON.stringify(key);
}

/** What ends the line before a place, where nothing does yet. */
function startLine(text: string, offset: number): string {
  return offset === 0 || text[offset - 1] === "\n" ? "" : newlineOf(text);
}

function newlineOf(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
