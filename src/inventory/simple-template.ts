import type { Value } from "../model/host.ts";
import { sealed } from "../model/secret.ts";
import { lookUp, type Path, type Scope } from "./scope.ts";
import { textOf } from "./text-of.ts";

/** A text whose expressions are all plain names: literal texts and paths, in turn. */
export type SimpleTemplate = readonly (string | Path)[];

const NAME = String.raw`[A-Za-z_]\w*`;
const STEP = String.raw`\.${NAME}|\.\d+|\[-?\d+\]|\['[^'\\]*'\]|\["[^"\\]*"\]`;
const EXPRESSION = new RegExp(String.raw`\{\{\s*(${NAME})((?:${STEP})*)\s*\}\}`, "g");
const KEY = new RegExp(STEP, "g");

/** Does a text hold anything that Ansible would render? */
export function isTemplate(text: string): boolean {
  return text.includes("{{") || text.includes("{%") || (text.includes("{#") && text.includes("#}"));
}

/** Splits a text whose expressions are names with keys (`{{ a }}`, `{{ a.b[0] }}`) and nothing else; `undefined` where Jinja is needed. */
export function parseSimpleTemplate(text: string): SimpleTemplate | undefined {
  if (isTemplate(text.replace(EXPRESSION, " "))) return undefined;
  const parts: (string | Path)[] = [];
  let end = 0;
  for (const { 0: all, 1: name = "", 2: keys = "", index } of text.matchAll(EXPRESSION)) {
    if (index > end) parts.push(text.slice(end, index));
    parts.push({ name, keys: [...keys.matchAll(KEY)].map(([step]) => keyOf(step)) });
    end = index + all.length;
  }
  if (end < text.length) parts.push(text.slice(end));
  return parts;
}

/** Fills in the names. A text that is one expression gives the value with its type, any other a string, or a secret where one stands in it. */
export function renderSimpleTemplate(template: SimpleTemplate, scope: Scope): Value {
  const [first, ...others] = template;
  if (first !== undefined && typeof first !== "string" && others.length === 0) return lookUp(scope, first);
  const values = template.map((part) => (typeof part === "string" ? part : lookUp(scope, part)));
  return sealed(values, (plain) => plain.map(textOf).join(""));
}

function keyOf(step: string): string | number {
  if (/^\[-?\d/.test(step)) return Number(step.slice(1, -1));
  return step.startsWith("[") ? step.slice(2, -2) : step.slice(1);
}
