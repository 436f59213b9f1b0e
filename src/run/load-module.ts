import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { dirname } from "node:path";
import { Failure, Failures } from "../model/failure.ts";
import { bundle, packageUrl } from "./bundle.ts";
import { type Cache, cacheKey, openCache } from "./cache.ts";
import { findRepository, shownPath } from "./find-repository.ts";
import { type ImportedBundle, sourcePosition } from "./source-position.ts";

/** A user's module, imported. */
export interface LoadedModule {
  readonly exports: Readonly<Record<string, unknown>>;
  readonly bundle: ImportedBundle;
}

/**
 * Imports a playbook's or role's file as a bundle that is kept in the repository's cache: as long as no file of it changes, no TypeScript is
 * read at all. Throws `PLAYBOOK_INVALID` with the place if it cannot be bundled or throws when imported.
 */
export async function loadModule(path: string, folder: string): Promise<LoadedModule> {
  const cache = openCache(findRepository(dirname(path)));
  const key = cacheKey(path);
  const name = cache.find(key, packageUrl)?.output ?? (await makeBundle(path, folder, cache));
  const imported: ImportedBundle = {
    url: pathToFileURL(cache.path(`${name}.mjs`)).href,
    map: () => readFileSync(cache.path(`${name}.mjs.map`), "utf8"),
  };
  try {
    const exports = (await import(imported.url)) as Readonly<Record<string, unknown>>;
    return { exports, bundle: imported };
  } catch (error) {
    throw importFailure(error, { path, folder, imported });
  }
}

async function makeBundle(path: string, folder: string, cache: Cache): Promise<string> {
  const { code, map, inputs } = await bundle(path, { folder, outputFolder: cache.path(".") });
  const key = cacheKey(path);
  const output = cache.write(key, { ".mjs": code, ".mjs.map": map });
  cache.store(key, { maker: packageUrl, inputs, output });
  return output;
}

function importFailure(error: unknown, { path, folder, imported }: { path: string; folder: string; imported: ImportedBundle }): Error {
  const where = sourcePosition(error, imported, folder) ?? shownPath(path, folder);
  if (error instanceof Failures) {
    return new Failures(
      error.failures.map(({ code, message, hint }) => new Failure(code, where, message, { cause: error, ...(hint && { hint }) })),
    );
  }
  const message = error instanceof Error ? error.message : String(error);
  return new Failure("PLAYBOOK_INVALID", where, `Cannot load ${shownPath(path, folder)}: ${message}`, { cause: error });
}
