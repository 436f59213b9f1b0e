import { createPrivateKey, createPublicKey } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
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

  it("hold keys that sign zones", async () => {
    const { dnssec_ksk, dnssec_zsk } = await ensureSandboxSecrets(join(folder, "one"));
    expect(dnssec_ksk).to.not.equal(dnssec_zsk);
    for (const pem of [dnssec_ksk, dnssec_zsk]) {
      expect(pem).to.match(/^-----BEGIN PRIVATE KEY-----\n/);
      expect(createPrivateKey(pem).asymmetricKeyDetails).to.deep.equal({ namedCurve: "prime256v1" });
    }
  });

  it("stay as they are in a fleet from before one of them was needed, which gets that one", async () => {
    const { wireguard, onion_key, backup_passphrase, tsig_transfer } = await ensureSandboxSecrets(join(folder, "one"));
    const before = { wireguard, onion_key, backup_passphrase, tsig_transfer };
    mkdirSync(join(folder, "old"));
    writeFileSync(join(folder, "old", "secrets.json"), JSON.stringify(before));
    const after = await ensureSandboxSecrets(join(folder, "old"));
    expect(after).to.deep.include(before);
    expect(Object.keys(after.tsig_acme)).to.deep.equal(["eu", "us", "in"]);
    for (const secret of Object.values(after.tsig_acme)) expect(Buffer.from(secret, "base64")).to.have.length(32);
    expect(await ensureSandboxSecrets(join(folder, "old"))).to.deep.equal(after);
  });
});
