import { SourceMap } from "node:module";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { shownPath } from "./find-repository.ts";

/** A bundle as it was imported, with what leads back to the files that it was made of. */
export interface ImportedBundle {
  readonly url: string;
  /** Reads the source map; called only when something is to be located. */
  map(): string;
}

/**
 * Finds where in a user's file an error was thrown, as `file:line:col`: the innermost frame of its stack that lies in the bundle, through the
 * bundle's source map. `undefined` if no frame does.
 */
export function sourcePosition(error: unknown, { url, map }: ImportedBundle, folder: string): string | undefined {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const at = stack.indexOf(`${url}:`);
  const [, line, column] = /^:(\d+):(\d+)/.exec(stack.slice(at + url.length)) ?? [];
  if (at === -1 || line === undefined) return undefined;
  const entry = new SourceMap(parseMap(map())).findEntry(Number(line) - 1, Number(column) - 1);
  if (!("originalSource" in entry)) return undefined;
  const path = resolve(fileURLToPath(new URL(".", url)), entry.originalSource);
  return `${shownPath(path, folder)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

function parseMap(text: string): ConstructorParameters<typeof SourceMap>[0] {
  return JSON.parse(text) as ConstructorParameters<typeof SourceMap>[0];
}
