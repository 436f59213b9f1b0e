import { existsSync, readFileSync } from "node:fs";

/** Reads the version of this package from its `package.json`, the nearest one upwards. */
export function version(): string {
  let file = new URL("package.json", import.meta.url);
  while (!existsSync(file) && file.pathname !== "/package.json") file = new URL("../package.json", file);
  return /"version": *"([^"]*)"/.exec(readFileSync(file, "utf8"))?.[1] ?? "";
}
