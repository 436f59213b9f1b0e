import { inspect } from "node:util";
import { expect } from "chai";
import { blob } from "../../src/model/blob.ts";
import { contentDiff } from "../../src/model/content.ts";
import { defineKind } from "../../src/model/kind.ts";
import { parseBySchema } from "../../src/model/parse-by-schema.ts";
import { nameSecrets, Secret, sealed, sealedBytes, secret, secretsIn, secretText } from "../../src/model/secret.ts";
import { z } from "zod";

const key = new Secret(["wireguard.private_key"], "c2VjcmV0");

describe("a secret", () => {
  it("shows its name wherever it is printed", () => {
    for (const shown of [String(key), JSON.stringify({ key }), inspect({ key }), key.toString()]) {
      expect(shown).to.contain("«wireguard.private_key»").and.not.contain("c2VjcmV0");
    }
    expect(Object.values(key).join()).to.not.contain("c2VjcmV0");
  });

  it("taints what is built from it, under all names", () => {
    const other = new Secret(["psk"], "cHNr");
    const text = secretText`PrivateKey = ${key}\nPort = ${51820}\nPresharedKey = ${other}\n`;
    expect(text).to.be.instanceOf(Secret);
    expect(String(text)).to.equal("«wireguard.private_key, psk»");
    expect((text as Secret).reveal()).to.equal("PrivateKey = c2VjcmV0\nPort = 51820\nPresharedKey = cHNr\n");
    expect(secretText`Port = ${51820}`).to.equal("Port = 51820");
    expect(sealed({ peers: [{ key }], port: 1 }, (plain) => JSON.stringify(plain))).to.satisfy(
      (one: Secret) => one.reveal() === '{"peers":[{"key":"c2VjcmV0"}],"port":1}',
    );
  });

  it("may stand for bytes that are no text", () => {
    const bytes = sealedBytes(key, (plain) => Buffer.concat([Buffer.from([0, 255]), Buffer.from(plain)]));
    expect(String(bytes)).to.equal("«wireguard.private_key»");
    expect(Buffer.from(bytes.bytes())).to.deep.equal(Buffer.from("\0\xffc2VjcmV0", "latin1"));
    expect(bytes.reveal()).to.equal("AP9jMlZqY21WMA==");
    expect(blob(bytes)).to.include({ isSecret: true, size: 10 });
    expect(Buffer.from(key.bytes()).toString()).to.equal("c2VjcmV0");
  });

  it("is found at any depth", () => {
    expect(secretsIn({ a: [{ b: key }], c: 7, d: null })).to.deep.equal([key]);
  });

  it("counts by its value in a digest, and shows no diff", async () => {
    const kind = defineKind("kept", {
      description: "Keeps a text.",
      props: z.strictObject({ text: secret }),
      id: () => "one",
      observe: async () => await Promise.resolve(undefined),
      plan: () => [],
    });
    const ask = async (): Promise<never> => await Promise.reject(new Error("nothing is asked"));
    const digests = await Promise.all(["a", "b"].map((value) => kind({ text: new Secret(["same"], value) }).digest(ask)));
    expect(digests[0]).to.not.equal(digests[1]);
    expect(contentDiff(Buffer.from("old"), key)).to.deep.equal({ note: "other content → content with «wireguard.private_key»" });
    expect(contentDiff(undefined, key)).to.deep.equal({ note: "none → content with «wireguard.private_key»" });
    expect(blob(key)).to.include({ isSecret: true, size: 8 });
  });

  it("that was a plain text is named after its place, any other one keeps its name", () => {
    const plain = secret.parse("plain");
    const named = nameSecrets({ list: [{ plain }, key, 7], none: null, when: new Date(0) }, ["app"]);
    expect(JSON.stringify(named)).to.equal(
      '{"list":[{"plain":"«app.list.0.plain»"},"«wireguard.private_key»",7],"none":null,"when":"1970-01-01T00:00:00.000Z"}',
    );
    expect(secretsIn(named).map((one) => one.reveal())).to.deep.equal(["plain", "c2VjcmV0"]);
  });

  it("hides a plain text, and is refused where a variable is shown", () => {
    expect(secret.parse("plain").reveal()).to.equal("plain");
    expect(secret.safeParse(7).success).to.equal(false);
    expect(parseBySchema(z.strictObject({ motd: z.string() }), { motd: key })).to.deep.include({ outcome: "refused" });
    const parsed = parseBySchema(z.strictObject({ motd: z.string() }), { motd: key });
    expect(JSON.stringify(parsed)).to.contain("is shown in plans").and.not.contain("c2VjcmV0");
  });
});
