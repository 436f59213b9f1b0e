import { applySplices, replaceValue, type Splice } from "../formats/edit-yaml.ts";
import { parseYaml } from "../formats/parse-yaml.ts";
import { retagScalars, type ScalarText } from "../formats/retag-scalars.ts";
import { encryptAge } from "../inventory/age.ts";
import type { SecretKeys } from "../inventory/secret-keys.ts";
import { isTemplate } from "../inventory/simple-template.ts";
import { Failure } from "../model/failure.ts";
import { collector } from "./collect.ts";
import {
  type EncryptedValue,
  encryptionTag,
  openValue,
  openVaultFile,
  recipientsOf,
  type SecretFile,
  writeSecretFile,
} from "./secret-file.ts";

/** What became of a file: how many of its values were encrypted anew, and for how many recipients. */
export interface Rekeyed {
  readonly file: string;
  readonly values: number;
  readonly recipients: number;
}

/** How values are opened, and where relative paths start. */
export interface RekeyOptions {
  readonly keys: SecretKeys;
  readonly folder: string;
  /** Told of each file that was written. */
  done(rekeyed: Rekeyed): void;
}

/** Encrypts all `!age` values anew, for whom the recipients files list now. One that cannot be read stays as it is, and is thrown at the end. */
export async function rekeySecrets(files: readonly SecretFile[], options: RekeyOptions): Promise<void> {
  await encryptAnew(files, "!age", options);
}

/**
 * Makes `!age` values of Ansible's: of `!vault` values, and of all texts and numbers of a file that is encrypted as a whole, whose comments go. What
 * cannot be read stays as it is, and is thrown at the end.
 */
export async function importVaults(files: readonly SecretFile[], options: RekeyOptions): Promise<void> {
  const { attempt, throwIfAny } = collector();
  for (const file of files.filter(({ isVault }) => isVault)) await attempt(() => importVaultFile(file, options));
  await attempt(() => encryptAnew(files, "!vault", options));
  throwIfAny();
}

async function encryptAnew(files: readonly SecretFile[], tag: EncryptedValue["tag"], { keys, folder, done }: RekeyOptions): Promise<void> {
  const { attempt, throwIfAny } = collector();
  for (const file of files) {
    const values = file.values.filter((value) => value.tag === tag);
    const recipients = values.length === 0 ? undefined : await attempt(() => recipientsOf(file, folder));
    if (!recipients) continue;
    const splices: (Splice | undefined)[] = [];
    for (const value of values)
      splices.push(
        await attempt(async () => {
          const text = await encryptAge(await openValue(value, keys), recipients);
          return replaceValue(file.text, value.place, { tag: "!age", text });
        }),
      );
    const made = splices.filter((one) => one !== undefined);
    if (made.length === 0) continue;
    writeSecretFile(file, applySplices(file.text, made));
    done({ file: file.shown, values: made.length, recipients: recipients.length });
  }
  throwIfAny();
}

async function importVaultFile(file: SecretFile, { keys, folder, done }: RekeyOptions): Promise<void> {
  const recipients = await recipientsOf(file, folder);
  const plain = await openVaultFile(file, keys);
  const encrypted = new Map<string, string>();
  for (const { way, text } of textsOf(plain, file)) encrypted.set(way, await encryptAge(text, recipients));
  const written = retagScalars(plain, ({ way }) => {
    const text = encrypted.get(way);
    return text === undefined ? undefined : { tag: "!age", text };
  });
  writeSecretFile(file, written);
  done({ file: file.shown, values: encrypted.size, recipients: recipients.length });
}

/** What is to be encrypted of a vault's text: all but what is encrypted once more. */
function textsOf(plain: string, file: SecretFile): readonly ScalarText[] {
  const { problems } = parseYaml(plain, file.shown);
  if (problems.length > 0)
    throw new Failure("INVENTORY_INVALID", `${file.shown}:1:1`, `Cannot import "${file.shown}": what is encrypted there is no valid YAML`);
  const texts: ScalarText[] = [];
  retagScalars(plain, (scalar) => {
    if (encryptionTag(scalar.tag)) return undefined;
    if (scalar.tag !== "!unsafe" && isTemplate(scalar.text)) throw mixed(file, scalar.way);
    texts.push(scalar);
    return undefined;
  });
  return texts;
}

function mixed({ shown }: SecretFile, way: string): Failure {
  return new Failure(
    "USAGE",
    `${shown}:1:1`,
    `Cannot import "${shown}": ${way} holds an expression, which is not filled in within an !age value`,
    {
      hint: "Move it into a file in plain, and let it name the secret: {{ name }} (ansible-vault edit)",
    },
  );
}
