import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { LocalFile } from "../model/blob.ts";
import { textOf } from "../model/content.ts";
import { localFile } from "./local-file.ts";

/** A file of a folder on the controller. */
export interface TreeFile {
  /** From the folder on, with `/`. */
  readonly path: string;
  readonly file: LocalFile;
  /** What it holds; `undefined` where that is no text. */
  readonly text: string | undefined;
  /** Permission bits, as four octal digits. */
  readonly mode: string;
}

/** Bytes up to which a file's text is read. */
const TEXT_LIMIT = 1 << 20;

/**
 * Lists all files below a folder of the controller, by their paths; a folder that is not there has none. Symlinks are followed.
 *
 * @example localTree(new URL("settings", import.meta.url).pathname).map(({ path, file, mode }) => ({ path, content: file, mode }))
 */
export function localTree(folder: string): readonly TreeFile[] {
  return namesIn(folder)
    .flatMap((name) => filesAt(folder, name))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

function namesIn(folder: string): readonly string[] {
  return statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true ? readdirSync(folder) : [];
}

function filesAt(folder: string, path: string): readonly TreeFile[] {
  const full = join(folder, path);
  const found = statSync(full);
  if (found.isDirectory()) return readdirSync(full).flatMap((name) => filesAt(folder, `${path}/${name}`));
  const mode = (found.mode & 0o7777).toString(8).padStart(4, "0");
  return [{ path, file: localFile(full), text: found.size > TEXT_LIMIT ? undefined : textOf(readFileSync(full)), mode }];
}
