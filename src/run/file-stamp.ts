import { readFileSync, statSync } from "node:fs";
import { sha256 } from "../model/blob.ts";

/** A file as it was when it was read; it tells later whether the file is still the same without reading it. */
export interface FileStamp {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly sha256: string;
}

/** Reads a file and remembers it. The times are taken before the content, so that an edit in between makes the stamp stale, never the content. */
export function readStamped(path: string): { readonly text: string; readonly stamp: FileStamp } {
  const { size, mtimeMs } = statSync(path);
  const text = readFileSync(path, "utf8");
  return { text, stamp: { path, size, mtimeMs, sha256: sha256(text) } };
}

/** Is the file's content what it was? Reads it only when its size or times say otherwise. */
export function isFresh({ path, size, mtimeMs, sha256: digest }: FileStamp): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats?.isFile() !== true) return false;
  if (stats.size === size && stats.mtimeMs === mtimeMs) return true;
  return sha256(readFileSync(path, "utf8")) === digest;
}
