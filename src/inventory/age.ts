import type { Stanza } from "age-encryption";
import { decryptedText, Undecipherable } from "./undecipherable.ts";

const GIVE_IDENTITY =
  "Give the identity by --identity FILE or INFRA_AGE_IDENTITY, or put it into ~/.config/infra/identity; whoever can read the value can encrypt it for you (infra secrets rekey)";

/** Decrypts one armored age file, the value of an `!age` tag, with whichever identity fits. Throws Undecipherable. */
export async function decryptAge(text: string, identities: readonly string[]): Promise<string> {
  const age = await import("age-encryption");
  const file = attempt(() => age.armor.decode(text));
  if (!file) throw broken("its armor is not whole");
  const decrypter = new age.Decrypter();
  const first = watcher();
  const last = watcher();
  decrypter.addIdentity(first.identity);
  for (const identity of identities) decrypter.addIdentity(identity);
  decrypter.addIdentity(last.identity);
  const bytes = await decrypter.decrypt(file).catch(() => undefined);
  if (bytes) return decryptedText(bytes);
  throw whyNot({ isParsed: first.stanzas() !== undefined, isUnmatched: last.stanzas() !== undefined, identities });
}

/** For how many recipients an armored age file is encrypted; `undefined` where it is none. Whose they are, it does not say. */
export async function countRecipients(text: string): Promise<number | undefined> {
  const age = await import("age-encryption");
  const decrypter = new age.Decrypter();
  const { identity, stanzas } = watcher();
  decrypter.addIdentity(identity);
  try {
    await decrypter.decrypt(age.armor.decode(text));
  } catch {
    // No identity fits: the header was read on the way.
  }
  return stanzas()?.length;
}

/** Encrypts a text for all recipients, armored. Each time the outcome is another one. */
export async function encryptAge(plain: string, recipients: readonly string[]): Promise<string> {
  const age = await import("age-encryption");
  const encrypter = new age.Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return age.armor.encode(await encrypter.encrypt(plain));
}

/** Makes a new identity, and the recipient that values are encrypted for. */
export async function newIdentity(): Promise<{ readonly identity: string; readonly recipient: string }> {
  const age = await import("age-encryption");
  const identity = await age.generateX25519Identity();
  return { identity, recipient: await age.identityToRecipient(identity) };
}

/** The recipient of an identity; `undefined` where the text is no identity. */
export async function recipientOf(identity: string): Promise<string | undefined> {
  const age = await import("age-encryption");
  try {
    return await age.identityToRecipient(identity);
  } catch {
    return undefined;
  }
}

/** Is it something that age can encrypt for? */
export async function isRecipient(text: string): Promise<boolean> {
  const age = await import("age-encryption");
  return attempt(() => (new age.Encrypter().addRecipient(text), true)) ?? false;
}

/** An identity that fits nothing and remembers what it was asked for. */
function watcher(): { readonly identity: { unwrapFileKey(stanzas: Stanza[]): null }; stanzas(): readonly Stanza[] | undefined } {
  let seen: readonly Stanza[] | undefined;
  return {
    identity: {
      unwrapFileKey(stanzas) {
        seen = stanzas;
        return null;
      },
    },
    stanzas: () => seen,
  };
}

interface Attempt {
  readonly isParsed: boolean;
  readonly isUnmatched: boolean;
  readonly identities: readonly string[];
}

function whyNot({ isParsed, isUnmatched, identities }: Attempt): Undecipherable {
  if (!isParsed) return broken("its header is not whole");
  if (!isUnmatched)
    return new Undecipherable({
      reason: "it was altered after it was encrypted",
      hint: "Take it from the repository's history, or set it anew (infra secrets set)",
    });
  if (identities.length === 0) return new Undecipherable({ reason: "no identity is given", hint: GIVE_IDENTITY });
  return new Undecipherable({ reason: "no identity fits its recipients", hint: GIVE_IDENTITY });
}

function broken(how: string): Undecipherable {
  return new Undecipherable({
    reason: `it is no whole age file: ${how}`,
    hint: "Take it from the repository's history, or set it anew (infra secrets set)",
  });
}

function attempt<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
