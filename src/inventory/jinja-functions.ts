import { isDeepStrictEqual } from "node:util";
import type { Value } from "../model/host.ts";
import { filters } from "./jinja-filters.ts";
import type { SecretView } from "./jinja-secrets.ts";
import { isList, lookUp, lookUpMaybe, mappingFrom, type Path, type Scope } from "./scope.ts";
import { textOf } from "./text-of.ts";
import { Unrenderable } from "./unrenderable.ts";

/** More numbers than this from one `range` are a slip of the finger. */
const MAX_RANGE = 10_000;

/** A function that a template calls: a list of the interpreter's boxed values in, data out. */
export type JinjaFunction = (args: readonly unknown[]) => Value;

/** The functions that `rewriteExpression` puts in, for one host's scope. */
export function jinjaFunctions(scope: Scope, secrets: SecretView): Readonly<Record<string, JinjaFunction>> {
  return {
    $get: (path) => secrets.reveal(lookUp(scope, pathOf(path))),
    $maybe: (path) => {
      const value = lookUpMaybe(scope, pathOf(path));
      return value === undefined ? {} : { value: secrets.reveal(value) };
    },
    $must: ([value, text]) => {
      if (typeOf(value) === "UndefinedValue") throw new Unrenderable(`"${textOf(unbox(text))}" is not defined`);
      return unbox(value);
    },
    $filter: ([name, values, named]) => filter(textOf(unbox(name)), unbox(values), unbox(named)),
    $compare: ([operator, ...sides]) => {
      const [left = null, right = null] = sides.map(unbox);
      const sign = textOf(unbox(operator));
      if (sign !== "~") secrets.compared([left, right]);
      return compare(sign, left, right);
    },
    $text: ([value]) => textOf(unbox(value)),
    $range: (bounds) => range(bounds.map((bound) => Number(unbox(bound)))),
  };
}

/** Turns a boxed value of the interpreter into data; throws where it, or a part of it, is undefined. */
export function unbox(boxed: unknown): Value {
  const type = typeOf(boxed);
  if (type === "NullValue") return null;
  const raw = valueOf(boxed);
  if (typeof raw === "string" || typeof raw === "number" || typeof raw === "boolean") return raw;
  if (Array.isArray(raw)) return raw.map(unbox);
  if (raw instanceof Map) return mappingFrom([...raw].map(([key, item]: [unknown, unknown]) => [String(key), unbox(item)]));
  throw new Unrenderable(type === "UndefinedValue" ? "a part of it is not defined" : "a function is no value");
}

function valueOf(boxed: unknown): unknown {
  return typeof boxed === "object" && boxed !== null && "value" in boxed ? boxed.value : undefined;
}

function typeOf(boxed: unknown): unknown {
  return typeof boxed === "object" && boxed !== null && "type" in boxed ? boxed.type : undefined;
}

function pathOf(boxed: readonly unknown[]): Path {
  const [first = null, ...keys] = boxed.map(unbox);
  const name = textOf(first);
  return { name, keys: keys.map((key) => keyOf(key, name)) };
}

function keyOf(key: Value, name: string): string | number {
  if (typeof key === "string" || typeof key === "number") return key;
  throw new Unrenderable(`expected a name or a number in "${name}[…]", got ${JSON.stringify(key)}`);
}

function filter(name: string, values: Value, named: Value): Value {
  const [value = null, ...plain] = isList(values) ? values : [];
  return filters.get(name)?.(value, { plain, named: new Map(Object.entries(named ?? {})) }) ?? null;
}

function compare(operator: string, left: Value, right: Value): Value {
  switch (operator) {
    case "==":
      return isDeepStrictEqual(left, right);
    case "!=":
      return !isDeepStrictEqual(left, right);
    case "in":
      return isIn(left, right);
    case "not in":
      return !isIn(left, right);
    case "~":
      return textOf(left) + textOf(right);
    default:
      return isOrdered(operator, left, right);
  }
}

function isIn(item: Value, container: Value): boolean {
  if (isList(container)) return container.some((one) => isDeepStrictEqual(one, item));
  if (typeof container === "string") return container.includes(textOf(item));
  if (typeof container === "object" && container !== null) return Object.hasOwn(container, textOf(item));
  throw new Unrenderable(`expected a list, mapping or text after "in", got ${JSON.stringify(container)}`);
}

function isOrdered(operator: string, left: Value, right: Value): boolean {
  const numbers = typeof left === "number" && typeof right === "number";
  if (!numbers && !(typeof left === "string" && typeof right === "string")) {
    throw new Unrenderable(`"${operator}" compares two numbers or two texts, got ${JSON.stringify(left)} and ${JSON.stringify(right)}`);
  }
  if (left === right) return operator.endsWith("=");
  return left < right === operator.startsWith("<");
}

function range(bounds: readonly number[]): Value {
  const [first = 0, last, step = 1] = bounds;
  const [from, to] = last === undefined ? [0, first] : [first, last];
  const count = Math.max(0, Math.ceil((to - from) / step));
  if (!(count <= MAX_RANGE)) throw new Unrenderable(`"range" gives at most ${String(MAX_RANGE)} numbers`);
  return Array.from({ length: count }, (_, index) => from + index * step);
}
