import { createHash } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { isArmored, openPgpFingerprints } from "../../src/formats/openpgp.ts";
import { armored, KEY, packet } from "../support/openpgp-keys.ts";

/** Bodies of version 4 keys at the borders of each way to write a length; only the framing counts (RFC 9580, 4.2.1). */
const body = fc.constantFrom(2, 191, 192, 255, 256, 8383, 8384, 65_535).map((size) => new Uint8Array(size).fill(7).fill(4, 0, 1));

function expected(key: Uint8Array): string {
  const prefix = Uint8Array.of(0x99, key.length >> 8, key.length & 0xff);
  return createHash("sha1").update(prefix).update(key).digest("hex").toUpperCase();
}

describe("openPgpFingerprints", () => {
  it("reads a real key as gpg does", () => {
    expect(openPgpFingerprints(KEY.armored)).to.deep.equal([KEY.fingerprint]);
  });

  it("reads the same key in its binary form, with other lines around the armor and with CRLF", () => {
    const binary = Buffer.from(KEY.armored.replaceAll(/^-.*$|^=.*$|^\w+: .*$/gm, ""), "base64");
    expect(openPgpFingerprints(binary)).to.deep.equal([KEY.fingerprint]);
    expect(openPgpFingerprints(Buffer.from(`a key:\r\n${KEY.armored.replaceAll("\n", "\r\n")}`))).to.deep.equal([KEY.fingerprint]);
  });

  it("names each key of a file, in blocks of their own or in one", () => {
    const [one, two] = [Uint8Array.of(4, 1), Uint8Array.of(4, 2)];
    const both = [expected(one), expected(two)];
    expect(openPgpFingerprints(armored(packet(6, one)) + armored(packet(6, two)))).to.deep.equal(both);
    expect(openPgpFingerprints(armored(Buffer.concat([packet(6, one), packet(13, Buffer.from("a user")), packet(6, two)])))).to.deep.equal(
      both,
    );
  });

  it("knows both forms of packets at any length", () => {
    fc.assert(
      fc.property(body, fc.constantFrom("current", "legacy"), (key, form) => {
        expect(openPgpFingerprints(packet(6, key, form))).to.deep.equal([expected(key)]);
      }),
      { numRuns: 50 },
    );
  });

  it("computes a version 6 fingerprint", () => {
    const key = Uint8Array.of(6, 1, 2, 3);
    const prefix = Uint8Array.of(0x9b, 0, 0, 0, 4);
    expect(openPgpFingerprints(packet(6, key))).to.deep.equal([
      createHash("sha256").update(prefix).update(key).digest("hex").toUpperCase(),
    ]);
  });

  const refused = [
    { title: "nothing", bytes: [], words: "no OpenPGP public key" },
    { title: "text", bytes: [...Buffer.from("<html>")], words: "not in OpenPGP's format" },
    { title: "a secret key alone", bytes: [...packet(5, Uint8Array.of(4, 1))], words: "no OpenPGP public key" },
    { title: "a packet that is cut off", bytes: [0xc6, 5, 4], words: "cut off" },
    { title: "a header that is cut off", bytes: [0xc6], words: "cut off" },
    { title: "an empty key", bytes: [0xc6, 0], words: "cut off" },
    { title: "a packet in parts", bytes: [0xc6, 0xe1, 4, 1], words: "in parts" },
    { title: "a packet without a length", bytes: [0x9b, 4, 1], words: "without a length" },
    { title: "a version 3 key", bytes: [...packet(6, Uint8Array.of(3, 1))], words: "version 3" },
  ];
  for (const { title, bytes, words } of refused) {
    it(`refuses ${title}`, () => {
      expect(() => openPgpFingerprints(Uint8Array.from(bytes))).to.throw(RangeError, words);
    });
  }
});

describe("isArmored", () => {
  it("tells text from bytes", () => {
    expect([isArmored(KEY.armored), isArmored(Uint8Array.of(0x99, 1, 4))]).to.deep.equal([true, false]);
  });
});
