import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type LoadedInventory, loadInventory } from "../../src/inventory/load-inventory.ts";

/** Files of a folder: path → text. */
export type Files = Readonly<Record<string, string>>;

/** Writes files into a folder of their own and removes it after `use`. */
export async function withFolder<Result>(files: Files, use: (folder: string) => Promise<Result> | Result): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "infra-test-"));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What a test may say beside the files. */
export interface LoadChoices {
  readonly sources?: readonly string[];
  readonly extraVars?: readonly string[];
  readonly roleNames?: readonly string[];
}

/** Loads an inventory of these files; by default all of the folder is one source. */
export async function load(files: Files, { sources = ["."], extraVars = [], roleNames = [] }: LoadChoices = {}): Promise<LoadedInventory> {
  return await withFolder(files, (folder) => loadInventory({ sources, extraVars, roleNames, folder }));
}
