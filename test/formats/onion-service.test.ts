import { createPrivateKey, createPublicKey } from "node:crypto";
import { expect } from "chai";
import fc from "fast-check";
import { onionKey, onionService } from "../../src/formats/onion-service.ts";
import { parseBySchema } from "../../src/model/parse-by-schema.ts";
import { Secret } from "../../src/model/secret.ts";
import { z } from "zod";

/** Made by Tor 0.4.9 for this test. */
const made = {
  file: "PT0gZWQyNTUxOXYxLXNlY3JldDogdHlwZTAgPT0AAABImSgKTxR3djjx7IOAfjxl3Iv9IiIp0FgOSyhUl68Ie+JZjMsXeMKWM4nX4IWEbuBKXyWkLop9ggyBmScleM1a",
  publicKey: "PT0gZWQyNTUxOXYxLXB1YmxpYzogdHlwZTAgPT0AAAClVoUlWypmx/Uh2T77ZwL2kHsnsKChE3ByqcOaYvBi3Q==",
  address: "uvlikjk3fjtmp5jb3e7pwzyc62ihwj5qucqrg4dsvhbzuyxqmlo3ptid.onion",
};

/** PKCS #8 of an Ed25519 seed (RFC 8410), up to the seed. */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

describe("an onion service", () => {
  it("has the address and the files that Tor makes of the same key", () => {
    const { address, secretKeyFile, publicKeyFile } = onionService(new Secret(["tor.web"], made.file));
    expect(address).to.equal(made.address);
    expect(Buffer.from(secretKeyFile.bytes()).toString("base64")).to.equal(made.file);
    expect(Buffer.from(publicKeyFile).toString("base64")).to.equal(made.publicKey);
    expect(String(secretKeyFile)).to.equal("«tor.web»");
  });

  it("has the public key of its seed", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (seed) => {
        const key = createPublicKey(createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: "der", type: "pkcs8" }));
        const wanted = key.export({ format: "jwk" }).x ?? "";
        const { publicKeyFile, secretKeyFile } = onionService(new Secret(["seed"], Buffer.from(seed).toString("base64")));
        expect(Buffer.from(publicKeyFile).subarray(32).toString("base64url")).to.equal(wanted);
        const again = onionService(new Secret(["file"], secretKeyFile.reveal()));
        expect(Buffer.from(again.publicKeyFile).equals(publicKeyFile)).to.equal(true);
      }),
      { numRuns: 15 },
    );
  });

  it("is refused for anything else, without showing a secret", () => {
    const short = new Secret(["tor.web"], Buffer.alloc(31, 7).toString("base64"));
    const foreign = new Secret(["tor.web"], Buffer.alloc(96, 7).toString("base64"));
    for (const key of [short, foreign, new Secret(["tor.web"], "no base64!"), new Secret(["tor.web"], "")]) {
      const parsed = parseBySchema(z.strictObject({ key: onionKey }), { key });
      expect(parsed).to.have.property("outcome", "refused");
      expect(JSON.stringify(parsed)).to.include("hs_ed25519_secret_key").and.not.include(short.reveal());
      expect(() => onionService(key)).to.throw(RangeError);
    }
    expect(onionKey.parse(`${made.file}\n`).reveal()).to.equal(`${made.file}\n`);
  });
});
