import type { Placed, PlacedMapping, PlacedScalar, PlacedTagged } from "../formats/placed.ts";
import { Failure } from "../model/failure.ts";
import { Secret } from "../model/secret.ts";
import { decryptAge } from "./age.ts";
import { decryptVault } from "./ansible-vault.ts";
import type { SecretKeys } from "./secret-keys.ts";
import { Undecipherable } from "./undecipherable.ts";

/** The encrypted values of an inventory, opened. */
export interface EncryptedValues {
  /** The path of the variable that a part is the value of: `users.accounts.0.password_hash`. */
  nameOf(part: Placed): string;
  /** The secret of an `!age` or `!vault` value, `undefined` for any other; throws the Failure of one that cannot be read. */
  read(part: PlacedTagged): Secret | undefined;
  /** Every secret that was opened. */
  readonly secrets: readonly Secret[];
}

/** Tags of encrypted values; Ansible takes the last one for `!vault`. */
const ENCRYPTED = ["!age", "!vault", "!vault-encrypted"];

/**
 * Decrypts all encrypted values of these variables, side by side. One that cannot be read is a failure (`SECRET_UNREADABLE`) for who reads it, and
 * for nobody else.
 */
export async function openEncryptedValues(layers: Iterable<PlacedMapping>, keys: SecretKeys): Promise<EncryptedValues> {
  const names = new Map<Placed, string>();
  for (const layer of layers) nameParts(layer, [], names);
  const tagged = [...names].filter((entry): entry is [PlacedTagged, string] => isEncrypted(entry[0]));
  const opened = new Map(await Promise.all(tagged.map(async ([part, name]) => [part, await open(part, { name, keys })] as const)));
  return {
    nameOf: (part) => names.get(part) ?? "secret",
    read(part) {
      const found = opened.get(part);
      if (found instanceof Failure) throw found;
      return found;
    },
    secrets: [...opened.values()].filter((one) => one instanceof Secret),
  };
}

/** Is it a value that is encrypted by itself? */
function isEncrypted(part: Placed): part is PlacedTagged {
  return part.kind === "tagged" && ENCRYPTED.includes(part.tag);
}

/** Remembers the path of each part that may be a secret. */
function nameParts(placed: Placed, path: readonly string[], names: Map<Placed, string>): void {
  if (placed.kind === "mapping") for (const [key, { value }] of placed.entries) nameParts(value, [...path, key], names);
  else if (placed.kind === "list") for (const [index, item] of placed.items.entries()) nameParts(item, [...path, String(index)], names);
  else if (mayBeSecret(placed)) names.set(placed, path.join("."));
}

function mayBeSecret(part: PlacedScalar | PlacedTagged): boolean {
  return part.hidden === true || isEncrypted(part);
}

async function open({ tag, text, where }: PlacedTagged, { name, keys }: { name: string; keys: SecretKeys }): Promise<Secret | Failure> {
  try {
    const plain = tag === "!age" ? await decryptAge(text, await keys.identities()) : await decryptVault(text, await keys.vaultPasswords());
    return new Secret([name], plain);
  } catch (error) {
    return unreadable(error, { where, what: name });
  }
}

/** Says that an encrypted value or file cannot be read, and why; whatever is no such mistake is thrown on. */
export function unreadable(error: unknown, { where, what }: { readonly where: string; readonly what: string }): Failure {
  if (!(error instanceof Undecipherable)) throw error;
  return new Failure("SECRET_UNREADABLE", where, `Cannot read ${what}: ${error.message}`, { hint: error.hint });
}
