import { statSync } from "node:fs";

/** Tells why a path names no file (or folder, where one is wanted) that could be read; `undefined` where it names one. */
export function whyNoFile(path: string, isFolder = false): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return `there is no such ${isFolder ? "folder" : "file"}`;
  if (found.isDirectory() === isFolder) return undefined;
  return isFolder ? "it is no folder" : "it is a folder";
}
