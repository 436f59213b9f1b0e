import { inspect } from "node:util";
import { expect } from "chai";
import fc from "fast-check";
import { decryptAge, encryptAge } from "../../src/inventory/age.ts";
import { decryptVault } from "../../src/inventory/ansible-vault.ts";
import { loadInventory } from "../../src/inventory/load-inventory.ts";
import { ageValue, CANARY, euOf, loadSecrets, opened, owner, stranger, vaultFixture, vaultPasswords } from "./secret-fleet.ts";
import { withFolder } from "./write-folder.ts";

describe("an encrypted value", () => {
  it("of age is a secret under its variable's path", async () => {
    const inventory = await loadSecrets({
      "group_vars/all.yml": `users:\n  accounts:\n    - name: arya\n      password_hash: ${await ageValue(CANARY)}`,
    });
    expect(opened(inventory.roleVars(euOf(inventory), "users"))).to.deep.equal({
      accounts: [{ name: "arya", password_hash: { "«users.accounts.0.password_hash»": CANARY } }],
    });
    expect(inventory.secrets().map((one) => one.reveal())).to.deep.equal([CANARY]);
  });

  it("of Ansible's vault is one too, 1.1 and 1.2, by its vault id or by another that fits", async () => {
    const files = { "host_vars/eu.yml": vaultFixture("inline-1.1.yml"), "host_vars/us.yml": vaultFixture("inline-1.2.yml") };
    for (const passwords of [vaultPasswords, vaultPasswords.map(({ password }) => ({ id: "other", password }))]) {
      const inventory = await loadSecrets(files, { passwords });
      expect(inventory.hosts.map(({ vars }) => opened(vars["api_token"]))).to.deep.equal([
        { "«api_token»": 'fake inline secret: ü\n"$x"' },
        { "«api_token»": "fake-production-secret" },
      ]);
    }
  });

  for (const version of ["1.1", "1.2"]) {
    it(`may be a whole file of ansible-vault ${version}: texts and numbers are secrets, keys and truth values are not`, async () => {
      const inventory = await loadSecrets({ "group_vars/all/vault.yml": vaultFixture(`whole-${version}.yml`) });
      const { vars } = euOf(inventory);
      const values = ["db_password", "db_port", "db_tls", "nothing", "db_url", "db_users"].map((name) => opened(vars[name]));
      expect(values).to.deep.equal([
        { "«db_password»": "fake-db-password-1" },
        { "«db_port»": "5432" },
        true,
        null,
        { "«db_url, db_password»": "postgres://app:fake-db-password-1@eu/app" },
        [{ name: { "«db_users.0.name»": "app" }, password: { "«db_users.0.password»": "fake-app-password-2" } }],
      ]);
      expect(inspect(vars, { getters: true })).to.not.contain("fake-");
    });
  }

  it("comes out as it went in, for each recipient, whatever it is", async function () {
    this.timeout(20_000);
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "binary", maxLength: 200 }).filter((text) => !text.includes("\0")),
        async (text) => {
          const armored = await encryptAge(text, [owner.recipient, stranger.recipient]);
          expect(await decryptAge(armored, [stranger.identity])).to.equal(text);
          expect(await decryptAge(armored, [owner.identity])).to.equal(text);
        },
      ),
      { numRuns: 25 },
    );
  });

  it("of Ansible's vault is what Ansible decrypts", async () => {
    expect(await decryptVault(vaultFixture("whole-1.1.yml"), vaultPasswords)).to.equal(
      await decryptVault(vaultFixture("whole-1.2.yml"), vaultPasswords),
    );
  });
});

describe("an encrypted file", () => {
  it("may be an inventory, and what -e names", async () => {
    const files = {
      "secret/hosts.yml": vaultFixture("inventory-1.1.yml"),
      "x.yml": vaultFixture("simple-1.1.yml"),
    };
    const keys = { identities: () => Promise.resolve([]), vaultPasswords: () => Promise.resolve(vaultPasswords) };
    const inventory = await withFolder(files, (folder) =>
      loadInventory({ sources: ["secret"], extraVars: ["@x.yml"], roleNames: [], folder, keys }),
    );
    const [host] = inventory.hosts;
    expect([host?.name, host?.groups, host?.address.host]).to.deep.equal(["web1", ["all", "web"], "192.0.2.7"]);
    expect(opened(host?.vars["db"])).to.deep.equal({
      password: { "«db.password»": "fake-db-password-1" },
      port: { "«db.port»": "644" },
      tls: true,
      users: [{ "«db.users.0»": "fake-user-2" }],
    });
  });
});

describe("an address", () => {
  it("may be made of secrets", async () => {
    const inventory = await loadSecrets({
      "host_vars/eu.yml": `ansible_become: true\nansible_become_password: ${await ageValue(CANARY)}ansible_port: ${await ageValue("2222")}host_key: [!age ${JSON.stringify(await encryptAge("ssh-ed25519 AAAA", [owner.recipient]))}]\n`,
      "host_vars/us.yml": `ansible_port: ${await ageValue("fake-port")}`,
    });
    const { port, become, hostKeys } = euOf(inventory).address;
    expect([port, become?.password, hostKeys]).to.deep.equal([2222, CANARY, ["ssh-ed25519 AAAA"]]);
    expect(() => inventory.host("us")?.address).to.throw('Cannot read ansible_port: expected a port from 1 to 65535, got "«ansible_port»"');
  });
});
