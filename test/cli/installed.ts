import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { repository } from "../support/repository.ts";

/** Installs this package in a repository, as npm does it for a folder. */
export function installPackage(path: string): void {
  mkdirSync(join(path, "node_modules"));
  symlinkSync(repository, join(path, "node_modules/geosteer"));
}

/**
 * Declares this package's types in a repository in a few lines: a check of the real ones takes seconds, and one test of them is enough.
 * Playbooks still run with the real package.
 */
export function declarePackage(path: string): void {
  mkdirSync(join(path, "types/geosteer"), { recursive: true });
  writeFileSync(join(path, "types/geosteer/index.d.ts"), declarations);
  writeFileSync(join(path, "tsconfig.json"), JSON.stringify({ compilerOptions }));
}

const compilerOptions = { strict: true, module: "preserve", lib: ["es5"], typeRoots: ["types"], types: ["geosteer"] };

const declarations = `declare module "geosteer" {
  export interface Playbook { name: string; description?: string; hosts: string; roles: unknown[] }
  export function playbook(definition: Playbook): Playbook;
  export const file: any;
  export interface Role { name: string; description: string; vars: any; resources: (input: { vars: any }) => unknown[] }
  export function role(definition: Role): Role;
  export const z: any;
}
`;

/** Writes a key to log in with into a repository, as `key`. */
export function loginKey(path: string): void {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  writeFileSync(join(path, "key"), privateKey.export({ type: "sec1", format: "pem" }), { mode: 0o600 });
}
