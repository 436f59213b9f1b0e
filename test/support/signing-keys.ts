import { createPrivateKey, generateKeyPairSync, type JsonWebKey } from "node:crypto";

/** Makes a private key in PEM by which a zone can be signed. */
export function signingKey(curve: "P-256" | "P-384" | "Ed25519" = "P-256"): string {
  const { privateKey } = curve === "Ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: curve });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** A private key in PEM of what an RFC prints of it. */
export function pemOf(key: JsonWebKey): string {
  return createPrivateKey({ key, format: "jwk" }).export({ type: "pkcs8", format: "pem" }).toString();
}
