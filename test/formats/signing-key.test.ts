import { expect } from "chai";
import { signingKey } from "../../src/formats/signing-key.ts";
import { armored, KEY, packet } from "../support/openpgp-keys.ts";

const OTHER = "A".repeat(40);
const bundle = KEY.armored + armored(packet(6, Uint8Array.of(4, 1)));

describe("signingKey", () => {
  it("takes a fingerprint as people write it", () => {
    const spaced = KEY.fingerprint.toLowerCase().replaceAll(/.{4}/g, "$& ");
    expect(signingKey.parse({ content: KEY.armored, fingerprint: spaced }).fingerprint).to.equal(KEY.fingerprint);
    expect(signingKey.safeParse({ content: Buffer.from(KEY.armored), fingerprint: [KEY.fingerprint] }).success).to.equal(true);
  });

  const refused = [
    { title: "another key", content: KEY.armored, fingerprint: OTHER, words: `wanted ${OTHER}, found ${KEY.fingerprint}` },
    {
      title: "a second key in the file",
      content: bundle,
      fingerprint: KEY.fingerprint,
      words: `wanted ${KEY.fingerprint}, found ${KEY.fingerprint}, `,
    },
    {
      title: "a file without the second key",
      content: KEY.armored,
      fingerprint: [KEY.fingerprint, OTHER],
      words: `found ${KEY.fingerprint}`,
    },
    { title: "an error page in place of a key", content: "<html>", fingerprint: OTHER, words: "it is not in OpenPGP's format" },
    { title: "a key id", content: KEY.armored, fingerprint: KEY.fingerprint.slice(-16), words: "whole fingerprint" },
  ];
  for (const { title, content, fingerprint, words } of refused) {
    it(`refuses ${title}`, () => {
      const [issue] = signingKey.safeParse({ content, fingerprint }).error?.issues ?? [];
      expect(issue?.path).to.deep.equal(["fingerprint"]);
      expect(issue?.message).to.include(words);
    });
  }
});
