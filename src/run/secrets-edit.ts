import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { applySplices, findValue, replaceValue, type Splice } from "../formats/edit-yaml.ts";
import { readYamlText, type TextValue } from "../formats/yaml-text.ts";
import { encryptAge } from "../inventory/age.ts";
import type { SecretKeys } from "../inventory/secret-keys.ts";
import { Failure, Failures } from "../model/failure.ts";
import { inMemoryFolder } from "./memory-folder.ts";
import {
  type EncryptedValue,
  openValue,
  parseSecretFile,
  readSecretFile,
  recipientsOf,
  refuseVault,
  type SecretFile,
  writeSecretFile,
} from "./secret-file.ts";

/** What an edit needs of its surroundings. */
export interface EditOptions {
  readonly folder: string;
  readonly keys: SecretKeys;
  /** Folders that may be in memory, the best first. */
  readonly memory: readonly string[];
  /** Lets a person edit a file; the file's folder is in memory, too. */
  edit(path: string): Promise<void>;
  /** Is told what is wrong with the text, and says whether it is edited once more; else it is thrown. */
  retry(failures: Failures): Promise<boolean>;
}

/** How many values of a file an edit changed or added. */
export interface EditOutcome {
  readonly changed: number;
  readonly isWritten: boolean;
}

/** A value that was opened for an edit. */
interface Opened {
  readonly value: EncryptedValue;
  readonly plain: string;
}

/**
 * Lets a person edit a file whose `!age` values stand open in it, and encrypts what they changed: a value that is as it was keeps its ciphertext, byte
 * by byte, so that a diff of the repository shows which values changed. A new value tagged `!age` is encrypted too. The open text is only ever in memory.
 */
export async function editSecrets(file: string, options: EditOptions): Promise<EditOutcome> {
  const before = readSecretFile(file, options.folder);
  refuseVault(before);
  const recipients = await recipientsOf(before, options.folder);
  const opened = await openAll(before, options.keys);
  const text = await inMemoryFolder(options.memory, async (folder) => {
    const path = join(folder, basename(before.path));
    writeFileSync(path, openText(before, opened), { mode: 0o600, flag: "wx" });
    chmodSync(path, 0o600);
    return await editUntilValid(path, { file: before, opened }, options);
  });
  const { text: sealed, changed } = await sealText(parseSecretFile(text, before), { before, opened, recipients });
  if (sealed === before.text) return { changed: 0, isWritten: false };
  if (readFileSync(before.path, "utf8") !== before.text)
    throw new Failure("USAGE", before.shown, `Cannot write "${before.shown}": somebody else has changed it in the meantime`, {
      hint: "Edit it again",
    });
  writeSecretFile(before, sealed);
  return { changed, isWritten: true };
}

/** Opens what can be opened; what is for others stays as it is, for the person too. */
async function openAll({ values }: SecretFile, keys: SecretKeys): Promise<readonly Opened[]> {
  const opened = values
    .filter(({ tag }) => tag === "!age")
    .map(async (value) => {
      try {
        return { value, plain: await openValue(value, keys) };
      } catch (error) {
        if (error instanceof Failure) return undefined;
        throw error;
      }
    });
  return (await Promise.all(opened)).filter((one) => one !== undefined);
}

function openText({ text }: SecretFile, opened: readonly Opened[]): string {
  return applySplices(
    text,
    opened.map(({ value, plain }) => replaceValue(text, value.place, { tag: "!age", text: plain })),
  );
}

async function editUntilValid(
  path: string,
  { file, opened }: { readonly file: SecretFile; readonly opened: readonly Opened[] },
  { edit, retry }: EditOptions,
): Promise<string> {
  for (;;) {
    await edit(path);
    const text = readFileSync(path, "utf8");
    const failures = mistakesIn(text, file, opened);
    if (failures.length === 0) return text;
    if (!(await retry(new Failures(failures)))) throw new Failures(failures);
  }
}

function mistakesIn(text: string, file: SecretFile, opened: readonly Opened[]): readonly Failure[] {
  try {
    const { values } = parseSecretFile(text, file);
    const sealed = new Set(values.map(({ variable }) => variable));
    const root = readYamlText(text);
    const bare = opened.filter(
      ({ value, plain }) => !sealed.has(value.variable) && plain !== "" && findValue(root, value.variable)?.text === plain,
    );
    return bare.map(({ value }) => new Failure("USAGE", value.where, `Cannot encrypt ${value.variable}: it has lost its tag !age`));
  } catch (error) {
    if (!(error instanceof Failures)) throw error;
    // What the parser says may quote the text.
    return error.failures.map(({ code, where }) => new Failure(code, where, "Cannot parse YAML: the edited text is not valid here"));
  }
}

interface Sealing {
  readonly before: SecretFile;
  readonly opened: readonly Opened[];
  readonly recipients: readonly string[];
}

async function sealText({ text, values }: SecretFile, sealing: Sealing): Promise<{ readonly text: string; readonly changed: number }> {
  const splices: Splice[] = [];
  let changed = 0;
  for (const { tag, place, variable } of values) {
    if (tag !== "!age" || place.text.startsWith("-----BEGIN AGE ENCRYPTED FILE-----")) continue;
    const kept = keep(text, { place, variable }, sealing);
    splices.push(kept ?? replaceValue(text, place, { tag: "!age", text: await encryptAge(place.text, sealing.recipients) }));
    changed += kept ? 0 : 1;
  }
  return { text: applySplices(text, splices), changed };
}

/** The ciphertext that a value had, where it is as it was: in the same words where nothing around it changed. */
function keep(
  text: string,
  { place, variable }: Pick<EncryptedValue, "place" | "variable">,
  { before, opened }: Sealing,
): Splice | undefined {
  const alike = opened.filter(({ plain }) => plain === place.text);
  const same = alike.find(({ value }) => value.variable === variable) ?? alike[0];
  if (!same) return undefined;
  const written = replaceValue(text, place, { tag: "!age", text: same.value.place.text });
  const original = replaceValue(before.text, same.value.place, { tag: "!age", text: "" });
  const source = before.text.slice(original.from, original.to);
  return isFramedAlike(place, same.value.place) && (place.inFlow || source.endsWith("\n")) ? { ...written, text: source } : written;
}

function isFramedAlike(one: TextValue, other: TextValue): boolean {
  const frame = ({ inFlow, indent, anchor, comments }: TextValue): string => JSON.stringify([inFlow, indent, anchor, comments]);
  return frame(one) === frame(other);
}
