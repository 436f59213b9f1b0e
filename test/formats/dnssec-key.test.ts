import { generateKeyPairSync } from "node:crypto";
import { expect } from "chai";
import { dsData, readDnssecKey } from "../../src/formats/dnssec-key.ts";
import { dnssecKeyList, DnssecKeys } from "../../src/formats/dnssec-keys.ts";
import { Secret } from "../../src/model/secret.ts";
import { pemOf, signingKey } from "../support/signing-keys.ts";

function url(base64: string): string {
  return Buffer.from(base64, "base64").toString("base64url");
}

/** What RFC 6605, 6.1 and 6.2, and RFC 8080, 6.1, print of a key, its DNSKEY and its DS. */
const printed = [
  {
    rfc: "RFC 6605, 6.1",
    zone: "example.net",
    curve: "P-256",
    secret: "GU6SnQ/Ou+xC5RumuIUIuJZteXT2z0O/ok1s38Et6mQ=",
    point: "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==",
    ds: "55648 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17",
  },
  {
    rfc: "RFC 8080, 6.1",
    zone: "example.com",
    curve: "Ed25519",
    secret: "ODIyNjAzODQ2MjgwODAxMjI2NDUxOTAyMDQxNDIyNjI=",
    point: "l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=",
    ds: "3613 15 2 3aa5ab37efce57f737fc1627013fee07bdf241bd10f3b1964ab55c78e79a304b",
  },
];

describe("readDnssecKey", () => {
  for (const { rfc, zone, curve, secret, point, ds } of printed) {
    it(`reads the key of ${rfc}, and makes its DS record`, () => {
      const bytes = Buffer.from(point, "base64");
      const half = curve === "Ed25519" ? bytes.length : bytes.length / 2;
      const coordinates = { x: bytes.subarray(0, half).toString("base64url"), y: bytes.subarray(half).toString("base64url") };
      const jwk = curve === "Ed25519" ? { kty: "OKP", x: coordinates.x } : { kty: "EC", ...coordinates };
      const key = readDnssecKey(pemOf({ ...jwk, crv: curve, d: url(secret) }), "ksk");
      expect(Buffer.from(key?.data.subarray(4) ?? []).toString("base64")).to.equal(point);
      expect(key && dsData(zone, key)).to.equal(ds);
      expect(key && dsData(zone.toUpperCase(), key)).to.equal(ds);
    });
  }

  it("takes nothing but private keys on its curves, also where others have no form in JSON", () => {
    const publicOnly = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "pem" }).toString();
    const pairs = [
      generateKeyPairSync("rsa", { modulusLength: 1024 }),
      generateKeyPairSync("rsa-pss", { modulusLength: 1024 }),
      generateKeyPairSync("ec", { namedCurve: "P-521" }),
      generateKeyPairSync("ec", { namedCurve: "brainpoolP256r1" }),
      generateKeyPairSync("ed448"),
    ];
    const pems = pairs.map(({ privateKey }) => privateKey.export({ type: "pkcs8", format: "pem" }).toString());
    const others = ["", "no key", publicOnly, ...pems];
    expect(others.map((pem) => readDnssecKey(pem, "zsk"))).to.deep.equal(others.map(() => undefined));
  });
});

describe("a zone's keys", () => {
  const [one, other] = [signingKey(), signingKey()];
  const edwards = signingKey("Ed25519");
  const mistakesOf = (value: unknown): readonly string[] =>
    DnssecKeys.safeParse(value).error?.issues.map(({ path, message }) => `${path.join(".")}: ${message.split(";")[0] ?? ""}`) ?? [];

  it("are one of each use, or lists of them, and never shown", () => {
    const keys = DnssecKeys.parse({ ksk: one, zsk: [other, new Secret(["zsk"], signingKey())] });
    expect(dnssecKeyList(keys).map(({ use, algorithm }) => `${use} ${algorithm}`)).to.deep.equal(["ksk 13", "zsk 13", "zsk 13"]);
    expect(JSON.stringify(keys)).to.not.include("PRIVATE");
    expect(mistakesOf({ ksk: [one, edwards], zsk: [other, signingKey("Ed25519")] })).to.deep.equal([]);
    expect(mistakesOf({ ksk: signingKey("P-384"), zsk: signingKey("P-384") })).to.deep.equal([]);
  });

  it("are refused where Knot would sign nothing, or one key is given twice", () => {
    expect(mistakesOf({ ksk: [one, edwards], zsk: other })).to.deep.equal([
      "zsk: must have the same algorithms as ksk: each one needs a key of both uses",
    ]);
    expect(mistakesOf({ ksk: one, zsk: edwards })).to.have.length(1);
    expect(mistakesOf({ ksk: [one, one], zsk: other })).to.deep.equal(["ksk: must hold each key once"]);
    expect(mistakesOf({ ksk: one, zsk: one })).to.deep.equal(["zsk: must not be the key that ksk is"]);
    expect(mistakesOf({ ksk: "no key", zsk: [] })).to.deep.equal([
      "ksk: must be a private key in PEM, of P-256, P-384 or Ed25519, or a list of them",
      "zsk: must hold a key",
    ]);
  });
});
