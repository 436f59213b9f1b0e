import { statSync } from "node:fs";

/** Tells why a path names no file that could be read; `undefined` where it names one. */
export function whyNoFile(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return "there is no such file";
  return found.isDirectory() ? "it is a folder" : undefined;
}
