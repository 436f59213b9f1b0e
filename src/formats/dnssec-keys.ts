import { z } from "zod";
import { type DnssecKey, type KeyUse, readDnssecKey } from "./dnssec-key.ts";
import { type Secret, secret } from "../model/secret.ts";

const MISTAKE =
  "must be a private key in PEM, of P-256, P-384 or Ed25519, or a list of them; `openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256` makes one";

const KeySecret = secret.refine((value) => readDnssecKey(value.reveal(), "zsk") !== undefined, MISTAKE);

const Keys = z
  .union([KeySecret.transform((one): readonly Secret[] => [one]), z.array(KeySecret).min(1, "must hold a key").readonly()], MISTAKE)
  .superRefine((keys, context) => {
    const ids = keys.map((key) => readDnssecKey(key.reveal(), "zsk")?.id);
    if (new Set(ids).size < ids.length) context.addIssue({ code: "custom", message: "must hold each key once" });
  });

/** A zone's own keys, the same on all of its name servers. */
export const DnssecKeys = z
  .strictObject({
    ksk: Keys.describe("Private key (PEM) that signs the zone's keys; the zone above holds its digest, which `infra dns ds` prints."),
    zsk: Keys.describe("Private key (PEM) that signs all else. A list signs with each of them, while one takes over from another."),
  })
  .superRefine(({ ksk, zsk }, context) => {
    // Knot signs nothing at all when an algorithm has only one of the two, and validators refuse what is not signed.
    const [ofKsk, ofZsk] = [algorithms(ksk), algorithms(zsk)];
    const lone = [...ofKsk].filter((one) => !ofZsk.has(one)).concat([...ofZsk].filter((one) => !ofKsk.has(one)));
    if (lone.length > 0) {
      context.addIssue({
        code: "custom",
        path: ["zsk"],
        message: "must have the same algorithms as ksk: each one needs a key of both uses",
      });
    }
    const ids = readKeys(ksk, "ksk").map(({ id }) => id);
    if (readKeys(zsk, "zsk").some(({ id }) => ids.includes(id))) {
      context.addIssue({ code: "custom", path: ["zsk"], message: "must not be the key that ksk is" });
    }
  });

/** A key with its private half. */
export interface PrivateDnssecKey extends DnssecKey {
  readonly pem: Secret;
}

/** A zone's keys in the order in which they are given, the KSKs first. */
export function dnssecKeyList({ ksk, zsk }: Readonly<Record<KeyUse, readonly Secret[]>>): readonly PrivateDnssecKey[] {
  return [...readKeys(ksk, "ksk"), ...readKeys(zsk, "zsk")];
}

function readKeys(keys: readonly Secret[], use: KeyUse): readonly PrivateDnssecKey[] {
  return keys.flatMap((pem) => {
    const key = readDnssecKey(pem.reveal(), use);
    return key === undefined ? [] : [{ ...key, pem }];
  });
}

function algorithms(keys: readonly Secret[]): ReadonlySet<number> {
  return new Set(readKeys(keys, "zsk").map(({ algorithm }) => algorithm));
}
