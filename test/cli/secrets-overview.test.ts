import { chmodSync } from "node:fs";
import { expect } from "chai";
import { ageValue, CANARY, inBlock, owner, stranger, vaultFixture } from "../inventory/secret-fleet.ts";
import type { Given, Outcome } from "./infra.ts";
import { declarePackage, installPackage } from "./installed.ts";
import { FILE, type SecretsRepository, secretsRepository } from "./secrets-repository.ts";

describe("infra secrets list, rekey, import-vault and check", function () {
  this.timeout(20_000);
  let made: SecretsRepository;
  const secrets = (argv: readonly string[], given?: Given): Promise<Outcome> => made.secrets(argv, given);
  const read = (file?: string): string => made.read(file);

  beforeEach(() => {
    made = secretsRepository();
  });
  afterEach(() => {
    made.remove();
  });

  it("list tells place, kind and recipients, and why a value cannot be read", async () => {
    const [, ...vaultLines] = vaultFixture("inline-1.2.yml").trim().split("\n");
    const vault = inBlock("!vault-encrypted", `${vaultLines.map((line) => line.trim()).join("\n")}\n`);
    made.write({
      [FILE]: `a: ${await ageValue(CANARY, [owner.recipient, stranger.recipient])}b:\n- c: ${await ageValue(CANARY, [stranger.recipient])}  d: ${vault}`,
      "inventory/host_vars/us/vault.yml": vaultFixture("whole-1.1.yml"),
    });
    const { status, stdout } = await secrets(["list", "--vault-password-file", "keys/vault"]);
    expect(status).to.equal(0);
    expect(stdout.split("\n").map((line) => line.trim().split(/ {2,}/))).to.deep.equal([
      ["place", "variable", "kind", "recipients", "readable"],
      [`${FILE}:1:4`, "a", "age", "2", "yes"],
      [`${FILE}:12:6`, "b.0.c", "age", "1", "no: no identity fits its recipients"],
      [
        `${FILE}:20:6`,
        "b.0.d",
        "vault",
        "production",
        'no: no password is given for its vault id "production", and those of default do not open it',
      ],
      ["inventory/host_vars/us/vault.yml:1:1", "(all of the file)", "vault file", "-", "yes"],
      [""],
    ]);
    const json = (await secrets(["list", "--json", FILE])).stdout.split("\n").map((line) => line.slice(0, 80));
    expect(json[0]).to.equal(`{"type":"secret","where":"${FILE}:1:4","variable":"a","kind":"age"`.slice(0, 80));
  });

  it("rekey encrypts for the recipients of now, and leaves what it cannot read", async () => {
    const foreign = await ageValue(CANARY, [stranger.recipient]);
    made.write({
      [FILE]: `# top\na: ${await ageValue("fake-a")}b: 1 # one\nc: ${foreign}`,
      "inventory/recipients": `${owner.recipient}\n${stranger.recipient}\n`,
    });
    const outcome = await secrets(["rekey"]);
    expect(outcome.stdout).to.equal(`${FILE}: 1 value encrypted for 2 recipients\n`);
    expect(outcome.stderr).to.contain("Cannot read c: no identity fits its recipients [SECRET_UNREADABLE]");
    expect(outcome.status).to.equal(1);
    expect(read().endsWith(`b: 1 # one\nc: ${foreign}`)).to.equal(true);
    expect((await secrets(["show", FILE, "a", "--identity", "keys/stranger"], { env: { INFRA_AGE_IDENTITY: "" } })).stdout).to.equal(
      "fake-a\n",
    );
  });

  for (const tag of ["!vault", "!vault-encrypted"])
    it(`import-vault makes age of Ansible's values and files: ${tag}`, async () => {
      const files = {
        [FILE]: `# top\n${vaultFixture("inline-1.1.yml").trim().replace("!vault", tag)}\nx: 1\n`,
        "inventory/host_vars/us.yml": vaultFixture("simple-1.1.yml"),
      };
      made.write(files);
      const { status, stdout } = await secrets(["import-vault", "--vault-password-file", "keys/vault"]);
      expect([status, stdout]).to.deep.equal([
        0,
        `inventory/host_vars/us.yml: 3 values encrypted for 2 recipients\n${FILE}: 1 value encrypted for 1 recipient\n`,
      ]);
      expect(read()).to.match(/^# top\napi_token: !age \|\n( {2}\S+( \S+)*\n)+x: 1\n$/);
      const us = read("inventory/host_vars/us.yml");
      expect(us)
        .to.match(/^db:\n {2}password: !age \|\n/)
        .and.to.contain("  tls: true\n")
        .and.to.not.match(/fake|\$ANSIBLE_VAULT/);
      const values = await Promise.all(
        ["db.password", "db.port", "db.users.0"].map((name) => secrets(["show", "inventory/host_vars/us.yml", name])),
      );
      expect(values.map((one) => one.stdout)).to.deep.equal(["fake-db-password-1\n", "0644\n", "fake-user-2\n"]);
    });

  it("import-vault leaves a file whose texts hold expressions, and what it cannot open", async () => {
    const files = { [FILE]: vaultFixture("whole-1.1.yml"), "inventory/host_vars/us.yml": vaultFixture("whole-1.2.yml") };
    made.write(files);
    const { status, stderr } = await secrets(["import-vault", "--vault-password-file", "keys/vault"]);
    expect(status).to.equal(64);
    expect(stderr).to.contain(`${FILE}:1:1: Cannot import "${FILE}": db_url holds an expression`);
    expect(stderr).to.contain(
      'inventory/host_vars/us.yml:1:1: Cannot read "inventory/host_vars/us.yml": no password is given for its vault id "production"',
    );
    expect([read(), read("inventory/host_vars/us.yml")]).to.deep.equal(Object.values(files));
  });

  it("check finds what cannot be read, what does not fit the recipients, and what stands in plain", async () => {
    declarePackage(made.path);
    installPackage(made.path);
    made.write({
      "roles/vpn/role.ts": `import { role, secret, z } from "geosteer";
export const vpn = role({ name: "vpn", description: "A tunnel.", vars: z.strictObject({ port: z.number().describe("Port."), peers: z.array(z.strictObject({ psk: secret.describe("Key.") })).describe("Peers.") }), resources: () => [] });
`,
      [FILE]: `vpn:\n  port: 1\n  peers:\n    - psk: fake-plain\n    - psk: ${await ageValue(CANARY)}a: ${await ageValue(CANARY, [owner.recipient, stranger.recipient])}b: ${await ageValue(CANARY, [stranger.recipient])}`,
    });
    const { status, stdout, stderr } = await secrets(["check"]);
    expect(status).to.equal(1);
    expect(stderr.split("\n").filter((line) => !line.startsWith("  hint"))).to.deep.equal([
      `${FILE}:23:4: Cannot read b: no identity fits its recipients [SECRET_UNREADABLE]`,
      `${FILE}:13:4: Cannot leave a as it is: its recipients are 2, and the list has 1 now [INVENTORY_INVALID]`,
      "",
    ]);
    expect(stdout)
      .to.contain(`${FILE}:4:7: vpn.peers.0.psk stands there in plain, and role vpn takes it for a secret`)
      .and.not.contain("peers.1");
    expect(stdout + stderr).to.not.contain("fake-");
    made.write({ [FILE]: `a: ${await ageValue(CANARY)}` });
    expect((await secrets(["check"])).stdout).to.equal("1 encrypted values, all readable\n");
  });

  it("refuses an identity that others can read", async () => {
    made.write({ [FILE]: `a: ${await ageValue(CANARY)}` });
    chmodSync(made.identity, 0o644);
    const { status, stderr } = await secrets(["show", FILE, "a"]);
    expect([status, stderr]).to.deep.equal([
      1,
      `${FILE}:1:4: Cannot read a: identity file "${made.identity}" cannot be used: others can read it (mode 0644) [SECRET_UNREADABLE]\n  hint: chmod 600 ${made.identity}\n`,
    ]);
  });
});
