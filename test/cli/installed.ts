import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/repository.ts";

/** Installs this package in a repository, as npm does it for a folder. */
export function installPackage(path: string): void {
  mkdirSync(join(path, "node_modules"));
  symlinkSync(repository, join(path, "node_modules/geosteer"));
}

/** Writes a key to log in with into a repository, as `key`. */
export function loginKey(path: string): void {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  writeFileSync(join(path, "key"), privateKey.export({ type: "pkcs1", format: "pem" }), { mode: 0o600 });
}
