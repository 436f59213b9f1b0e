import { createPrivateKey, createPublicKey } from "node:crypto";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { ensureSandboxSecrets } from "../../src/sandbox/sandbox-secrets.ts";

/** PKCS #8 of an X25519 key (RFC 8410), up to the key. */
const PKCS8 = Buffer.from("302e020100300506032b656e04220420", "hex");

describe("the secrets of a sandbox", () => {
  const folder = mkdtempSync(join(tmpdir(), "geosteer-secrets-"));
  after(() => {
    rmSync(folder, { recursive: true });
  });

  it("are made once, for root's eyes only, and another fleet has others", async () => {
    const first = await ensureSandboxSecrets(join(folder, "one"));
    expect(await ensureSandboxSecrets(join(folder, "one"))).to.deep.equal(first);
    expect(statSync(join(folder, "one", "secrets.json")).mode & 0o777).to.equal(0o600);
    expect((await ensureSandboxSecrets(join(folder, "two"))).onion_key).to.not.equal(first.onion_key);
  });

  it("hold WireGuard keys that belong together", async () => {
    const { wireguard } = await ensureSandboxSecrets(join(folder, "one"));
    expect(Object.keys(wireguard)).to.deep.equal(["eu", "us", "in"]);
    for (const { private_key, public_key } of Object.values(wireguard)) {
      const der = Buffer.concat([PKCS8, Buffer.from(private_key, "base64")]);
      const jwk = createPublicKey(createPrivateKey({ key: der, format: "der", type: "pkcs8" })).export({ format: "jwk" });
      expect(Buffer.from(jwk.x ?? "", "base64url").toString("base64")).to.equal(public_key);
    }
  });
});
