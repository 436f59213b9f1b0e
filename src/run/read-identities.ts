import { readFileSync, statSync } from "node:fs";
import { recipientOf } from "../inventory/age.ts";
import { Undecipherable } from "../inventory/undecipherable.ts";

/** Rights of anybody but the owner. */
const OTHERS = 0o077;

/**
 * Reads the identities of a file as age-keygen(1) writes it: one a line, `#` before comments. As ssh does with keys, it refuses a file that others
 * than its owner can read. Throws Undecipherable.
 */
export async function readIdentityFile(path: string): Promise<readonly string[]> {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats || stats.isDirectory()) throw unusable(path, "there is no such file", "infra secrets keygen makes one");
  if ((stats.mode & OTHERS) !== 0)
    throw unusable(path, `others can read it (mode 0${(stats.mode & 0o777).toString(8)})`, `chmod 600 ${path}`);
  return await parseIdentities(readFileSync(path, "utf8"), `identity file "${path}"`);
}

/** Reads identities from a text of the same form; `what` names it in the reason why not, which never quotes it. */
export async function parseIdentities(text: string, what: string): Promise<readonly string[]> {
  const lines = text.split("\n").map((line) => line.trim());
  const identities = lines.filter((line) => line !== "" && !line.startsWith("#"));
  const hint = "An identity is AGE-SECRET-KEY-1…, as infra secrets keygen and age-keygen make it";
  if (identities.length === 0) throw new Undecipherable({ reason: `there is no identity in ${what}`, hint });
  for (const identity of identities) {
    const line = lines.indexOf(identity) + 1;
    if ((await recipientOf(identity)) === undefined)
      throw new Undecipherable({ reason: `${what} holds something else than identities in line ${line}`, hint });
  }
  return identities;
}

function unusable(path: string, why: string, hint: string): Undecipherable {
  return new Undecipherable({ reason: `identity file "${path}" cannot be used: ${why}`, hint });
}
