import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/repository.ts";

/** Without the browser's types, whose reading takes longer than all the rest. */
const tsconfig = { compilerOptions: { strict: true, module: "preserve", target: "es2023", lib: ["es2023"], types: [] } };

/** Installs this package in a repository, as npm does it for a folder, and gives it a `tsconfig.json` that is quick to check. */
export function installPackage(path: string): void {
  writeFileSync(join(path, "tsconfig.json"), JSON.stringify(tsconfig));
  mkdirSync(join(path, "node_modules"));
  symlinkSync(repository, join(path, "node_modules/geosteer"));
}

/** Writes a key to log in with into a repository, as `key`. */
export function loginKey(path: string): void {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  writeFileSync(join(path, "key"), privateKey.export({ type: "sec1", format: "pem" }), { mode: 0o600 });
}
