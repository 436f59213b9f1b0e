import { type Content, joinLines, linesOf, textOf } from "../model/content.ts";

/** A file on a host, whole and with its rights. */
export interface StackFile {
  /** Absolute. */
  readonly path: string;
  readonly content: Content;
  readonly owner: string;
  readonly group: string;
  readonly mode: string;
}

/** What a stack's folder has beside `compose.yml`, one path a line, so that what left can be told from what was never ours. */
export const FILE_LIST = ".files";

/** The stack's own file. */
export const COMPOSE_FILE = "compose.yml";

/** Is it a path below the stack's folder, or an absolute one, written in one way only, and none of the stack's own two files? */
export function isStackPath(path: string): boolean {
  const words = path.replace(/^\//, "").split("/");
  const isPlain = !/[\n\0]/.test(path) && !["", ".", ".."].some((name) => words.includes(name));
  return isPlain && ![FILE_LIST, COMPOSE_FILE].includes(path);
}

/** Where a file of a stack is. */
export function stackPath(folder: string, path: string): string {
  return path.startsWith("/") ? path : `${folder}/${path}`;
}

/** The text of a stack's list of files. */
export function renderFileList(paths: readonly string[]): string {
  return joinLines([...paths].sort());
}

/** Reads such a list; lines that no list of ours has are left out. */
export function parseFileList(bytes: Uint8Array): readonly string[] {
  return linesOf(textOf(bytes) ?? "").filter(isStackPath);
}

/** All folders that files lie in, parents first. */
export function foldersOf(paths: readonly string[]): readonly string[] {
  const all = paths.flatMap((path) => {
    const names = path.split("/").slice(1, -1);
    return names.map((_, index) => `/${names.slice(0, index + 1).join("/")}`);
  });
  return [...new Set(all)].sort();
}
