import type { z } from "zod";
import { hintOfWords } from "./did-you-mean.ts";
import { hasSecret, jsonOf, schemasAt } from "./json-schema.ts";
import { Secret } from "./secret.ts";

/** One thing in a value that its schema refuses, as a person reads it. */
export interface SchemaMistake {
  /** The way to the part that it is about; an unknown property is such a part. */
  readonly path: readonly (string | number)[];
  /** What was expected and what is there: `expected string; got 7`. */
  readonly message: string;
  readonly hint?: string;
}

/** What a schema made of a value, or all that it refuses. */
export type Parsed<Data> =
  | { readonly outcome: "fits"; readonly data: Data }
  | { readonly outcome: "refused"; readonly mistakes: readonly SchemaMistake[] };

type Issue = z.core.$ZodIssue;
type Path = SchemaMistake["path"];

/** Parses a value by a schema. Messages of the schema's author are kept, zod's own are said in fewer words; unknown properties get a hint. */
export function parseBySchema<Schema extends z.ZodType>(schema: Schema, value: unknown): Parsed<z.output<Schema>> {
  const { success, data, error } = schema.safeParse(value, { error: expectation });
  if (success) return { outcome: "fits", data };
  return { outcome: "refused", mistakes: error.issues.flatMap(innermost).flatMap((issue) => mistakesOf(issue, schema, value)) };
}

function mistakesOf(issue: Issue, schema: z.ZodType, value: unknown): readonly SchemaMistake[] {
  const path = issue.path.map((step) => (typeof step === "number" ? step : String(step)));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownProperty(schema, value, [...path, key]));
  const isKey = issue.code === "invalid_key";
  const found = isKey ? path.at(-1) : valueAt(value, path);
  const message = isKey ? issue.issues.map((one) => one.message).join("; ") : issue.message;
  const got = isKey ? show(found) : showAt(schema, path, found);
  return [{ path, message: `${message}; got ${got}`, ...hintFor(issue, found) }];
}

/** Where a value has the type of one of several, but not its content, what is wrong with the content is what a reader wants to know. */
function innermost(issue: Issue): readonly Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const within = issue.errors.find((issues) => issues.every(({ path, code }) => path.length > 0 || code === "unrecognized_keys"));
  return within?.flatMap((one) => innermost({ ...one, path: [...issue.path, ...one.path] })) ?? [issue];
}

/** The words for what zod has none of its own for; they give way to a message in the schema. */
function expectation(issue: z.core.$ZodRawIssue): string | undefined {
  const words = [...new Set(expected(issue))];
  if (words.length === 0) return undefined;
  return words.length > 2 ? `expected one of ${words.join(", ")}` : `expected ${words.join(" or ")}`;
}

/** What zod calls otherwise than YAML does. */
const WORDS: Readonly<Record<string, string>> = { array: "list", object: "mapping", record: "mapping" };

/** What would have fitted, in words. */
function expected(issue: z.core.$ZodRawIssue | Issue): readonly string[] {
  if (issue.code === "invalid_type") return [WORDS[issue.expected] ?? issue.expected];
  if (issue.code === "invalid_value") return issue.values.map(show);
  const options: unknown = "options" in issue ? issue.options : undefined;
  if (Array.isArray(options)) return options.map(show);
  return issue.code === "invalid_union" ? issue.errors.flat().flatMap(expected) : [];
}

function unknownProperty(schema: z.ZodType, value: unknown, path: Path): SchemaMistake {
  const parent = path.slice(0, -1);
  const known = schemasAt(jsonOf(schema), parent).flatMap(({ properties = {} }) => Object.keys(properties));
  const message = `there is no such property; got ${showAt(schema, parent, valueAt(value, path))}`;
  return { path, message, hint: hintOfWords(String(path.at(-1)), [...new Set(known)].sort()) };
}

/** A value that is refused, in words; only its type where the schema has a secret there or below: it may be one, in the wrong place. */
function showAt(schema: z.ZodType, path: Path, value: unknown): string {
  const isShown = value === undefined || value === null || value instanceof Secret || !schemasAt(jsonOf(schema), path).some(hasSecret);
  return isShown ? show(value) : `a ${Array.isArray(value) ? "list" : (WORDS[typeof value] ?? typeof value)}, not shown`;
}

function hintFor(issue: Issue, found: unknown): { readonly hint?: string } {
  const words = expected(issue);
  if (found instanceof Secret)
    return { hint: "It is encrypted, and this variable is shown in plans: a role takes a secret only where it says so" };
  if (words.includes("boolean") && /^(yes|no|on|off|y|n)$/i.test(String(found)))
    return { hint: "YAML 1.2 has true and false; yes and no are strings" };
  return words.includes("string") && typeof found === "number" ? { hint: `Put it into quotes: "${found}"` } : {};
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((at, step) => (isRecord(at) ? at[step] : undefined), value);
}

function isRecord(value: unknown): value is Readonly<Record<string | number, unknown>> {
  return typeof value === "object" && value !== null;
}

/** A value as its JSON, shortened; what has none by its type. */
function show(value: unknown): string {
  if (value === undefined) return "nothing";
  if (value instanceof Secret) return value.toString();
  if (typeof value === "bigint" || typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
