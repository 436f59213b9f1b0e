import type { SchemaMistake } from "../model/parse-by-schema.ts";

const DOLLAR = /\$(?:\$|(?<name>[A-Za-z_]\w*)|\{(?<braced>[A-Za-z_]\w*)(?<rest>(?:[:?+-][^}]*)?)\}|(?<open>\{))/g;

/**
 * Finds dollar signs by which Compose would put in a variable of the environment that it runs in: nobody sets one there, so the text would be
 * lost in silence. One with a default (`${NAME:-text}`) is that default. Secrets are taken as they are and are not looked at.
 */
export function variableMistakes(value: unknown, path: readonly (string | number)[] = []): readonly SchemaMistake[] {
  if (typeof value === "string") {
    const found = [...value.matchAll(DOLLAR)].map(reasonOf).find((reason) => reason !== undefined);
    return found === undefined ? [] : [{ path, message: found, hint: "A dollar sign is written $$" }];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => variableMistakes(item, [...path, index]));
  if (!isPlain(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => variableMistakes(item, [...path, key]));
}

function reasonOf({ groups = {} }: RegExpExecArray): string | undefined {
  const { name, braced = name, rest = "", open } = groups;
  if (open !== undefined) return "${ must be followed by a variable's name";
  if (braced === undefined || /^:?[-+]/.test(rest)) return undefined;
  return `nothing sets the variable "${braced}" for Compose`;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
