import { z } from "zod";
import { openPgpFingerprints } from "./openpgp.ts";

const Fingerprint = z
  .string()
  .overwrite((text) => text.replaceAll(/\s/g, "").toUpperCase())
  .regex(/^([0-9A-F]{40}|[0-9A-F]{64})$/, "must be a key's whole fingerprint: 40 hexadecimal digits");

/**
 * A public key together with its fingerprint from another source. One that is given and does not fit is refused before any connection, one that
 * the host fetches before it is used.
 */
export const signingKey = z
  .strictObject({
    content: z
      .union([z.string(), z.custom<Uint8Array>((value) => value instanceof Uint8Array)])
      .optional()
      .describe("The OpenPGP public key file as it was downloaded, armored or binary."),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("Where the host fetches that file itself, instead of `content`."),
    fingerprint: z
      .union([Fingerprint, z.array(Fingerprint).min(1)])
      .describe(
        "Fingerprint of the primary key in it, as its owner publishes it; a list where the file holds several. Spaces are ignored.",
      ),
  })
  .refine(({ content, url }) => (content === undefined) !== (url === undefined), {
    error: "must be given, or `url`: one of them",
    path: ["content"],
  })
  .superRefine(({ content, fingerprint }, context) => {
    if (content === undefined) return;
    const mistake = misfit(content, [fingerprint].flat());
    if (mistake !== undefined) context.addIssue({ code: "custom", path: ["fingerprint"], message: mistake });
  });

/** Every key in the file would be trusted: so all of them must be named, and no other. */
function misfit(content: string | Uint8Array, wanted: readonly string[]): string | undefined {
  try {
    const found = openPgpFingerprints(content);
    const fits = found.every((one) => wanted.includes(one)) && wanted.every((one) => found.includes(one));
    return fits ? undefined : `does not fit the key: wanted ${wanted.join(", ")}, found ${found.join(", ")}`;
  } catch (error) {
    return `cannot be compared with the key: ${(error as RangeError).message}`;
  }
}
