import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join, sep } from "node:path";
import { Failure, Failures } from "../model/failure.ts";
import { isRecipient } from "./age.ts";
import { YAML_ENDINGS } from "./inventory-files.ts";
import { shownPath } from "./read-yaml-file.ts";

/** The file beside an inventory that lists for whom its values are encrypted. */
export const RECIPIENTS_FILE = "recipients";

/** One line of it. */
interface Entry {
  /** The group or host whose files alone it is for; `undefined` for all. */
  readonly owner: string | undefined;
  readonly recipient: string;
}

/** The nearest file of recipients: beside a file, or above it up to a folder; `undefined` where there is none. */
function findRecipientsFile(file: string, upTo: string): string | undefined {
  for (let at = dirname(file); ; at = dirname(at)) {
    const path = join(at, RECIPIENTS_FILE);
    if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
    if (at === upTo || at === dirname(at)) return undefined;
  }
}

/**
 * For whom the values of a file are encrypted: what its nearest `recipients` file lists, one a line, `#` before comments. Below a line `[name]` stand
 * those who read, beside the others, the files in `group_vars` and `host_vars` of that group or host. Throws what is wrong in it; nobody is a mistake too.
 */
export async function recipientsFor(
  file: string,
  { upTo, folder }: { readonly upTo: string; readonly folder: string },
): Promise<readonly string[]> {
  const path = findRecipientsFile(file, upTo);
  const hint = `infra secrets keygen makes an identity and adds its recipient; write those of all who shall read the values, one a line`;
  if (path === undefined) {
    const wanted = shownPath(join(upTo, existsSync(join(upTo, "inventory")) ? "inventory" : "", RECIPIENTS_FILE), folder);
    throw new Failure("USAGE", wanted, `Cannot encrypt for anybody: there is no file "${wanted}"`, { hint });
  }
  const shown = shownPath(path, folder);
  const owner = ownerOf(file);
  const entries = await parseRecipients(readFileSync(path, "utf8"), shown);
  const recipients = entries.filter((entry) => entry.owner === undefined || entry.owner === owner).map(({ recipient }) => recipient);
  if (recipients.length === 0) throw new Failure("USAGE", shown, `Cannot encrypt for anybody: "${shown}" lists no recipient`, { hint });
  return [...new Set(recipients)];
}

async function parseRecipients(text: string, file: string): Promise<readonly Entry[]> {
  const entries: Entry[] = [];
  const failures: Failure[] = [];
  let owner: string | undefined;
  for (const [index, line] of text.split("\n").entries()) {
    const word = line.replace(/#.*/, "").trim();
    const heading = /^\[([^\]\s]+)\]$/.exec(word)?.[1];
    if (heading !== undefined) owner = heading;
    else if (word !== "" && (await isRecipient(word))) entries.push({ owner, recipient: word });
    else if (word !== "") failures.push(noRecipient(word, `${file}:${index + 1}:1`));
  }
  if (failures.length > 0) throw new Failures(failures);
  return entries;
}

/** What stands there is not quoted: it may be an identity. */
function noRecipient(word: string, where: string): Failure {
  if (/^AGE-SECRET-KEY-/i.test(word))
    return new Failure("INVENTORY_INVALID", where, "Cannot read recipients: an identity stands where its recipient belongs", {
      hint: "Whoever has seen the identity reads all that is encrypted for it: make another one (infra secrets keygen), and rekey",
    });
  return new Failure("INVENTORY_INVALID", where, "Cannot read recipients: expected a recipient of age, age1…, or [group or host]", {
    hint: "infra secrets keygen prints the recipient of a new identity, age-keygen -y that of an old one",
  });
}

/** The group or host that a file of `group_vars` or `host_vars` belongs to. */
function ownerOf(file: string): string | undefined {
  const steps = file.split(sep);
  const at = steps.findLastIndex((step) => step === "group_vars" || step === "host_vars");
  const name = at < 0 ? undefined : steps[at + 1];
  return name !== undefined && YAML_ENDINGS.includes(extname(name)) ? basename(name, extname(name)) : name;
}
