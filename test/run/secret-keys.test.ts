import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "chai";
import { Undecipherable } from "../../src/inventory/undecipherable.ts";
import type { SecretOptions } from "../../src/run/options.ts";
import { secretKeys } from "../../src/run/secret-keys.ts";
import { owner, stranger } from "../inventory/secret-fleet.ts";

interface KeyFile {
  readonly text: string;
  readonly mode?: number;
}

describe("secretKeys", () => {
  let folder = "";
  const home = process.env["HOME"];
  const files: Readonly<Record<string, KeyFile>> = {
    "home/.config/infra/identity": { text: `${owner.identity}\n` },
    two: { text: `# public key: ${owner.recipient}\n\n${owner.identity}\r\n${stranger.identity}\n` },
    stranger: { text: stranger.identity },
    readable: { text: owner.identity, mode: 0o640 },
    odd: { text: `# a comment\nssh-ed25519 fake-secret\n` },
    empty: { text: "# nothing\n" },
    password: { text: "  fake password \n" },
    blank: { text: "\n" },
    "print.sh": { text: "#!/bin/sh\nprintf 'fake-%s\\r\\n' \"printed$*\"\n", mode: 0o700 },
    "keyring-client.sh": { text: "#!/bin/sh\nprintf 'fake-%s\\n' \"$*\"\n", mode: 0o700 },
    "fails.sh": { text: "#!/bin/sh\necho fake-secret\nexit 3\n", mode: 0o700 },
    "broken.sh": { text: "#!/nonexistent/interpreter\n", mode: 0o700 },
  };
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "infra-test-"));
    for (const [name, { text, mode = 0o600 }] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
      chmodSync(join(folder, name), mode);
    }
    process.env["HOME"] = join(folder, "home");
  });
  after(() => {
    if (home !== undefined) process.env["HOME"] = home;
    rmSync(folder, { recursive: true });
  });

  const identities: readonly { readonly title: string; readonly options?: SecretOptions; readonly expected: () => readonly string[] }[] = [
    { title: "the person's own, where nothing is said", expected: () => [owner.identity] },
    {
      title: "those of files",
      options: { identityFiles: ["stranger", "two"] },
      expected: () => [stranger.identity, owner.identity, stranger.identity],
    },
    { title: "the one of the environment", options: { identity: stranger.identity }, expected: () => [stranger.identity] },
    {
      title: "the file of the environment, beside others",
      options: { identity: "two", identityFiles: ["stranger"] },
      expected: () => [stranger.identity, owner.identity, stranger.identity],
    },
  ];
  for (const { title, options, expected } of identities)
    it(`takes identities: ${title}`, async () => expect(await secretKeys(options, folder).identities()).to.deep.equal(expected()));

  it("takes no identity where a person has none", async () => {
    process.env["HOME"] = "/nonexistent";
    expect(await secretKeys(undefined, folder).identities()).to.deep.equal([]);
    process.env["HOME"] = join(folder, "home");
  });

  it("takes vault passwords of files and programs as Ansible does", async () => {
    const vaultPasswords = ["password", "a@print.sh", "b@keyring-client.sh", "@password"];
    expect(await secretKeys({ vaultPasswords }, folder).vaultPasswords()).to.deep.equal([
      { id: "default", password: "fake password" },
      { id: "a", password: "fake-printed" },
      { id: "b", password: "fake---vault-id b" },
      { id: "default", password: "fake password" },
    ]);
  });

  it("asks for a vault password where it is to", async () => {
    const asked = { vaultPasswords: ["dev@prompt"], askVaultPassword: (id: string) => Promise.resolve(`fake-${id}`) };
    expect(await secretKeys(asked, folder).vaultPasswords()).to.deep.equal([{ id: "dev", password: "fake-dev" }]);
  });

  const refused: readonly { readonly options: SecretOptions; readonly reason: string; readonly hint?: string }[] = [
    {
      options: { identityFiles: ["nowhere"] },
      reason: 'identity file "FOLDER/nowhere" cannot be used: there is no such file',
      hint: "infra secrets keygen makes one",
    },
    {
      options: { identityFiles: ["readable"] },
      reason: 'identity file "FOLDER/readable" cannot be used: others can read it (mode 0640)',
      hint: "chmod 600 FOLDER/readable",
    },
    { options: { identityFiles: ["odd"] }, reason: 'identity file "FOLDER/odd" holds something else than identities in line 2' },
    { options: { identityFiles: ["empty"] }, reason: 'there is no identity in identity file "FOLDER/empty"' },
    { options: { identity: "fake-mistyped" }, reason: "INFRA_AGE_IDENTITY is neither an identity nor the path of a file" },
    {
      options: { identity: owner.identity.slice(0, -1) },
      reason: "the identity in INFRA_AGE_IDENTITY holds something else than identities in line 1",
    },
    { options: { vaultPasswords: ["nowhere"] }, reason: 'vault password file "FOLDER/nowhere" cannot be used: there is no such file' },
    {
      options: { vaultPasswords: ["dev@prompt"] },
      reason: 'the password of vault id "dev" is to be asked for, and there is no terminal, or no answer',
    },
    { options: { vaultPasswords: ["blank"] }, reason: 'vault password file "FOLDER/blank" cannot be used: it gives an empty password' },
    {
      options: { vaultPasswords: ["fails.sh"] },
      reason: 'vault password file "FOLDER/fails.sh" cannot be used: it ended with exit status 3',
    },
    {
      options: { vaultPasswords: ["broken.sh"] },
      reason: 'vault password file "FOLDER/broken.sh" cannot be used: it cannot be started: ENOENT',
    },
  ];
  for (const { options, reason, hint } of refused) {
    it(`refuses: ${reason}`, async () => {
      const keys = secretKeys(options, folder);
      const error = await (options.vaultPasswords ? keys.vaultPasswords() : keys.identities()).catch((thrown: unknown) => thrown);
      if (!(error instanceof Undecipherable)) expect.fail("it was not refused");
      expect(error.message.replaceAll(folder, "FOLDER")).to.equal(reason).and.not.contain("fake-");
      if (hint !== undefined) expect(error.hint.replaceAll(folder, "FOLDER")).to.equal(hint);
    });
  }
});
