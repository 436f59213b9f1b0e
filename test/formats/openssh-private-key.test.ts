import { expect } from "chai";
import { publicKeyIn } from "../../src/formats/openssh-private-key.ts";
import { sshKeyPair } from "../support/ssh-key-pair.ts";

describe("a private key in OpenSSH's form", () => {
  it("tells its public key", () => {
    const pair = sshKeyPair();
    expect(publicKeyIn(pair.private)).to.equal(pair.public.split(" ").slice(0, 2).join(" "));
  });

  it("tells none where it is encrypted, cut off, or of another form", () => {
    const whole = sshKeyPair().private;
    const cut = Buffer.from("openssh-key-v1\0").toString("base64");
    const texts = [
      sshKeyPair({ passphrase: "x" }).private,
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${cut}\n-----END OPENSSH PRIVATE KEY-----\n`,
      whole.replaceAll("OPENSSH", "RSA"),
      "",
    ];
    expect(texts.map(publicKeyIn)).to.deep.equal([undefined, undefined, undefined, undefined]);
  });
});
