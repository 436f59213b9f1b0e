import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { newIdentity } from "../inventory/age.ts";
import { RECIPIENTS_FILE } from "../inventory/recipients.ts";
import { Failure } from "../model/failure.ts";
import { findRepository, isFolder, shownPath } from "./find-repository.ts";
import { defaultIdentityFile } from "./secret-keys.ts";

/** A new identity: where it is, and what values are encrypted for. */
export interface GeneratedIdentity {
  readonly path: string;
  readonly recipient: string;
}

/** Makes an identity and writes it as age-keygen(1) does, for its owner alone. A file that is there is never written over. */
export async function generateIdentity(file: string | undefined, folder: string): Promise<GeneratedIdentity> {
  const path = file === undefined ? defaultIdentityFile() : resolve(folder, file);
  if (existsSync(path)) {
    throw new Failure("USAGE", path, `Cannot write a new identity: "${path}" is there`, {
      hint: "Values that are encrypted for it would be lost with it: name another file by --out, or keep this one",
    });
  }
  const { identity, recipient } = await newIdentity();
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, `# public key: ${recipient}\n${identity}\n`, { mode: 0o600, flag: "wx" });
  return { path, recipient };
}

/** The recipients file of the repository that a folder lies in, there or not; `undefined` outside of one. */
export function ownRecipientsFile(folder: string): { readonly path: string; readonly shown: string } | undefined {
  const inventory = join(findRepository(folder), "inventory");
  const path = join(inventory, RECIPIENTS_FILE);
  return isFolder(inventory) ? { path, shown: shownPath(path, folder) } : undefined;
}

/** Adds a recipient at the top of a recipients file, where those of all files stand, under a name that says whose it is. */
export function addRecipient(path: string, recipient: string, owner: string): void {
  const line = `${recipient} # ${owner}\n`;
  if (!existsSync(path)) appendFileSync(path, `# Who can read the secrets of this inventory, a recipient of age a line.\n${line}`);
  else writeFileSync(path, withLine(readFileSync(path, "utf8"), line));
}

/** Before the first `[group or host]`, else at the end. */
function withLine(text: string, line: string): string {
  const whole = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  const heading = whole.search(/^\s*\[/m);
  return heading < 0 ? whole + line : `${whole.slice(0, heading)}${line}${whole.slice(heading)}`;
}
