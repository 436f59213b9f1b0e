import type { Value } from "../model/host.ts";
import { didYouMean } from "../model/did-you-mean.ts";
import { Secret } from "../model/secret.ts";
import { Unrenderable } from "./unrenderable.ts";

/** What an expression can name: variables of its host, and Ansible's magic ones. Values below may be filled in as they are read. */
export type Scope = Readonly<Record<string, Value>>;

/** A name, and the keys and indexes after it: `groups.web[0]`. */
export interface Path {
  readonly name: string;
  readonly keys: readonly (string | number)[];
}

const UNDEFINED = 'Define it in the inventory, or say what stands for it where it is missing: {{ name | default("…") }}.';
const FACTS = "Facts of a host are no variables: a role reads them by fromHost(fact, argument, (answer) => …).";

/** Follows a path through a scope; throws Unrenderable where a part of it is not there. */
export function lookUp(scope: Scope, path: Path): Value {
  const found = find(scope, path);
  if (found === undefined) throw missing(scope, path);
  return deepRead(found);
}

/** The same for a path that may lead nowhere, as in `x | default(…)`. */
export function lookUpMaybe(scope: Scope, path: Path): Value | undefined {
  const found = find(scope, path);
  return found === undefined ? undefined : deepRead(found);
}

function find(scope: Scope, { name, keys }: Path): Value | undefined {
  let value = scope[name];
  for (const key of keys) value = step(value, key);
  return value;
}

/** One step into a value: a mapping's key, a list's or a text's index, from the end where it is negative. */
function step(value: Value | undefined, key: string | number): Value | undefined {
  if (typeof value === "string") return typeof key === "number" ? [...value].at(key) : undefined;
  if (isList(value)) return /^-?\d+$/.test(String(key)) ? value.at(Number(key)) : undefined;
  if (value instanceof Secret) return stepInto(value, key);
  if (typeof value !== "object" || value === null) return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A character of a secret is one too. */
function stepInto(secret: Secret, key: string | number): Secret | undefined {
  const part = step(secret.reveal(), key);
  return typeof part === "string" ? new Secret(secret.names, part) : undefined;
}

function missing(scope: Scope, { name, keys }: Path): Unrenderable {
  if (scope[name] === undefined)
    return new Unrenderable(
      `"${name}" is not defined${didYouMean(name, Object.keys(scope))}`,
      name.startsWith("ansible_") ? FACTS : UNDEFINED,
    );
  const at = keys.findIndex((_, index) => find(scope, { name, keys: keys.slice(0, index + 1) }) === undefined);
  const parent = find(scope, { name, keys: keys.slice(0, at) });
  const there = typeof parent === "object" && parent !== null && !isList(parent) && !(parent instanceof Secret) ? Object.keys(parent) : [];
  const key = String(keys[at]);
  return new Unrenderable(`"${[name, ...keys.slice(0, at)].join(".")}" has no "${key}"${didYouMean(key, there)}`, UNDEFINED);
}

/** Reads a value to the ground, so that whatever cannot be rendered in it throws here. */
function deepRead(value: Value): Value {
  if (isList(value)) return value.map(deepRead);
  if (typeof value !== "object" || value === null || value instanceof Secret) return value;
  return mappingFrom(Object.keys(value).map((key) => [key, deepRead(value[key] ?? null)]));
}

/** Makes a mapping without a prototype, so that no key of data (`__proto__`, `constructor`) means anything. */
export function mappingFrom(entries: Iterable<readonly [string, Value]>): Readonly<Record<string, Value>> {
  const mapping: Record<string, Value> = { __proto__: null };
  for (const [key, value] of entries) mapping[key] = value;
  return mapping;
}

/** `Array.isArray` that knows of read-only lists. */
export function isList(value: Value | undefined): value is readonly Value[] {
  return Array.isArray(value);
}
