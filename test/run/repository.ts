import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A throw-away repository. */
export interface Repository {
  readonly path: string;
  write(files: Readonly<Record<string, string>>): void;
  remove(): void;
}

/** Makes a repository of these files in a temporary folder. */
export function repository(files: Readonly<Record<string, string>>): Repository {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "geosteer-run-")));
  function write(given: Readonly<Record<string, string>>): void {
    for (const [name, text] of Object.entries(given)) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    }
  }
  write(files);
  return {
    path,
    write,
    remove: () => {
      rmSync(path, { recursive: true });
    },
  };
}
