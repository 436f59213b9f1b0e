import { randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { sha256 } from "../model/blob.ts";
import { type FileStamp, isFresh } from "./file-stamp.ts";

/** What was made of some files, valid while they are what they were. */
export interface CacheEntry {
  /** Whoever made it; another one's entries are not used. */
  readonly maker: string;
  readonly inputs: readonly FileStamp[];
  /** File name inside the cache. */
  readonly output: string | undefined;
}

/** A repository's `.infra/cache`: nothing in it is missed when it is deleted. */
export interface Cache {
  /** The entry of a key, if it was made by `maker` and none of its inputs has changed. */
  find(key: string, maker: string): CacheEntry | undefined;
  store(key: string, entry: CacheEntry): void;
  /** Writes a file named by its key and content; returns its name. Files that the key had before go after an hour, when no run uses them any more. */
  write(key: string, files: Readonly<Record<string, string>>): string;
  path(name: string): string;
}

const HOUR_MS = 3_600_000;

/** Opens the cache of a repository; its folder is made at the first write, with a `.gitignore` of its own. */
export function openCache(repository: string): Cache {
  const folder = join(repository, ".infra", "cache");
  const path = (name: string): string => join(folder, name);
  return {
    path,
    find(key, maker) {
      const entry = readEntry(path(`${key}.json`));
      return entry?.maker === maker && entry.inputs.every(isFresh) ? entry : undefined;
    },
    store(key, entry) {
      makeFolder(repository, folder);
      replace(path(`${key}.json`), JSON.stringify(entry));
    },
    write(key, files) {
      makeFolder(repository, folder);
      const name = `${key}-${sha256(JSON.stringify(files)).slice(0, 16)}`;
      for (const [ending, text] of Object.entries(files)) replace(path(name + ending), text);
      prune(folder, `${key}-`, name);
      return name;
    },
  };
}

/** A cache key of a path: readable, and different for different paths. */
export function cacheKey(path: string): string {
  return `${basename(path).replaceAll(/[^A-Za-z0-9]+/g, "-")}-${sha256(path).slice(0, 8)}`;
}

function readEntry(path: string): CacheEntry | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, "utf8")) as CacheEntry;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function makeFolder(repository: string, folder: string): void {
  mkdirSync(folder, { recursive: true });
  const ignore = join(repository, ".infra", ".gitignore");
  if (!existsSync(ignore)) writeFileSync(ignore, "*\n");
}

/** Two runs at once, also of the same text, each leave a whole file. */
function replace(path: string, text: string): void {
  const staged = `${path}.${randomUUID()}.new`;
  writeFileSync(staged, text);
  renameSync(staged, path);
}

function prune(folder: string, prefix: string, keep: string): void {
  const limit = Date.now() - HOUR_MS;
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix) || name.startsWith(keep)) continue;
    if (statSync(join(folder, name)).mtimeMs < limit) rmSync(join(folder, name), { force: true });
  }
}
