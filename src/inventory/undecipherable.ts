import { textOf } from "../model/content.ts";

/** Says why an encrypted text cannot be read, never what is in it; whoever knows its place and name makes a Failure of it. */
export class Undecipherable extends Error {
  readonly hint: string;

  constructor({ reason, hint }: { readonly reason: string; readonly hint: string }) {
    super(reason);
    this.name = "Undecipherable";
    this.hint = hint;
  }
}

/** Reads what was decrypted as a text; throws Undecipherable where it is none: no variable holds bytes. */
export function decryptedText(bytes: Uint8Array): string {
  const text = textOf(bytes);
  if (text !== undefined) return text;
  throw new Undecipherable({
    reason: "what is encrypted there is no text (UTF-8)",
    hint: "Encrypt bytes in a form that is one, such as base64",
  });
}
