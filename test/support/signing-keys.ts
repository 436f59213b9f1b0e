import { createECDH, createPrivateKey, generateKeyPairSync, type JsonWebKey } from "node:crypto";

/** Makes a private key in PEM by which a zone can be signed. */
export function signingKey(curve: "P-256" | "P-384" | "Ed25519" = "P-256"): string {
  const { privateKey } = curve === "Ed25519" ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: curve });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

/** The private key in PEM, on P-256, that these 32 bytes are. */
export function signingKeyOf(secret: Buffer): string {
  const curve = createECDH("prime256v1");
  curve.setPrivateKey(secret);
  const point = curve.getPublicKey();
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((bytes) => bytes.toString("base64url"));
  return pemOf({ kty: "EC", crv: "P-256", d: secret.toString("base64url"), x: x ?? "", y: y ?? "" });
}

/** A private key in PEM of what an RFC prints of it. */
export function pemOf(key: JsonWebKey): string {
  return createPrivateKey({ key, format: "jwk" }).export({ type: "pkcs8", format: "pem" }).toString();
}
