import { createHash, getHashes } from "node:crypto";
import { posix } from "node:path";
import type { Value } from "../model/host.ts";
import { ansibleBoolean } from "./ansible-boolean.ts";
import { isList, mappingFrom } from "./scope.ts";
import { textOf } from "./text-of.ts";
import { Unrenderable } from "./unrenderable.ts";

/** A filter: the value before the bar, and its arguments. */
export type Filter = (value: Value, args: FilterArguments) => Value;

/** Arguments of a filter, in order and by name. */
export interface FilterArguments {
  readonly plain: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

type Mapping = Readonly<Record<string, Value>>;

/**
 * Filters that the interpreter lacks, or that differ there from Ansible's.
 *
 * @see https://docs.ansible.com/ansible/latest/collections/ansible/builtin/index.html#filter-plugins
 */
export const filters: ReadonlyMap<string, Filter> = new Map<string, Filter>([
  ["b64decode", (value) => Buffer.from(textOf(value), "base64").toString("utf8")],
  ["b64encode", (value) => Buffer.from(textOf(value)).toString("base64")],
  ["basename", (value) => posix.basename(textOf(value))],
  ["bool", (value) => (value === null ? null : (ansibleBoolean(value) ?? false))],
  ["combine", combine],
  ["dict2items", dictToItems],
  ["dirname", (value) => posix.dirname(textOf(value))],
  ["first", (value) => end(value, 0)],
  ["hash", (value, args) => hash(textOf(value), textArgument(args, [0, "hashtype"], "sha1"))],
  ["items2dict", itemsToDict],
  [
    "join",
    (value, args) =>
      listOf(value)
        .map(textOf)
        .join(textArgument(args, [0, "d"], "")),
  ],
  ["last", (value) => end(value, -1)],
  ["regex_replace", replaceRegex],
  ["string", (value) => textOf(value)],
  ["ternary", ternary],
  ["to_json", (value) => pythonJson(value)],
]);

function combine(value: Value, args: FilterArguments): Value {
  const deep = argument(args, [Infinity, "recursive"]) === true;
  if (args.named.has("list_merge")) throw new Unrenderable('filter "combine" has no list_merge here: lists replace each other');
  return args.plain.map(mappingOf).reduce((weaker, stronger) => merge(weaker, stronger, deep), mappingOf(value));
}

function merge(weaker: Mapping, stronger: Mapping, deep: boolean): Mapping {
  const merged = Object.entries(stronger).map(([key, value]) => {
    const under = Object.hasOwn(weaker, key) ? weaker[key] : undefined;
    return [key, deep && isMapping(under) && isMapping(value) ? merge(under, value, deep) : value] as const;
  });
  return mappingFrom([...Object.entries(weaker), ...merged]);
}

function dictToItems(value: Value, args: FilterArguments): Value {
  const [keyName, valueName] = itemNames(args);
  const items = Object.entries(mappingOf(value));
  return items.map(([key, one]) =>
    mappingFrom([
      [keyName, key],
      [valueName, one],
    ]),
  );
}

function itemsToDict(value: Value, args: FilterArguments): Value {
  const [keyName, valueName] = itemNames(args);
  return mappingFrom(listOf(value).map((item) => [textOf(property(item, keyName)), property(item, valueName)]));
}

function itemNames(args: FilterArguments): readonly [string, string] {
  return [textArgument(args, [0, "key_name"], "key"), textArgument(args, [1, "value_name"], "value")];
}

function ternary(value: Value, args: FilterArguments): Value {
  const whenNull = argument(args, [2, "none_val"]);
  if (value === null && whenNull !== undefined) return whenNull;
  return argument(args, isTruthy(value) ? [0, "true_val"] : [1, "false_val"]) ?? null;
}

function hash(text: string, name: string): string {
  if (!getHashes().includes(name)) throw new Unrenderable(`there is no hash "${name}"`);
  return createHash(name).update(text).digest("hex");
}

/** Python's `re.sub`, whose groups are `\1` and `\g<name>`. */
function replaceRegex(value: Value, args: FilterArguments): string {
  const pattern = textArgument(args, [0, "pattern"], "").replaceAll("(?P<", "(?<");
  const replacement = textArgument(args, [1, "replacement"], "").replaceAll("$", "$$$$");
  const groups = replacement.replace(/\\(?:g<(\w+)>|(\d))/g, (_, name?: string, digit?: string) =>
    name === undefined || /^\d+$/.test(name) ? `$${name ?? digit ?? ""}` : `$<${name}>`,
  );
  const flags = [argument(args, [2, "ignorecase"]) === true ? "i" : "", argument(args, [3, "multiline"]) === true ? "m" : ""].join("");
  return textOf(value).replace(new RegExp(pattern, `g${flags}`), groups);
}

/** JSON as Python's `json.dumps` writes it: a space after `,` and `:`, and ASCII only. */
function pythonJson(value: Value): string {
  if (isList(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (isMapping(value))
    return `{${Object.entries(value)
      .map(([key, one]) => `${pythonJson(key)}: ${pythonJson(one)}`)
      .join(", ")}}`;
  return JSON.stringify(value).replace(/[^ -~]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Python's truth: empty texts, lists and mappings are false. */
function isTruthy(value: Value): boolean {
  if (isList(value)) return value.length > 0;
  return isMapping(value) ? Object.keys(value).length > 0 : Boolean(value);
}

function argument({ plain, named }: FilterArguments, [index, name]: readonly [number, string]): Value | undefined {
  return plain[index] ?? named.get(name);
}

function textArgument(args: FilterArguments, place: readonly [number, string], fallback: string): string {
  return textOf(argument(args, place) ?? fallback);
}

function end(value: Value, at: 0 | -1): Value {
  const found = typeof value === "string" ? [...value].at(at) : listOf(value).at(at);
  if (found === undefined) throw new Unrenderable("the list is empty");
  return found;
}

function property(item: Value, name: string): Value {
  const value = mappingOf(item)[name];
  if (value === undefined) throw new Unrenderable(`an item has no "${name}"`);
  return value;
}

function listOf(value: Value): readonly Value[] {
  if (isList(value)) return value;
  throw new Unrenderable(`expected a list, got ${JSON.stringify(value)}`);
}

function mappingOf(value: Value): Mapping {
  if (isMapping(value)) return value;
  throw new Unrenderable(`expected a mapping, got ${JSON.stringify(value)}`);
}

function isMapping(value: Value | undefined): value is Mapping {
  return typeof value === "object" && value !== null && !isList(value);
}
