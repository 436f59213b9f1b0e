import { expect } from "chai";
import { ageValue, CANARY, vaultFixture } from "../inventory/secret-fleet.ts";
import { infraWith } from "./infra.ts";
import { FILE, type SecretsRepository, secretsRepository } from "./secrets-repository.ts";

describe("infra inventory, of secrets", function () {
  this.timeout(20_000);
  let made: SecretsRepository;
  before(async () => {
    made = secretsRepository();
    made.write({
      [FILE]: `ansible_become: true\nansible_become_password: ${await ageValue(CANARY)}ansible_user: ${await ageValue("fake-user")}url: "http://{{ key }}/"\nkey: ${await ageValue(CANARY)}`,
      "inventory/host_vars/us.yml": vaultFixture("whole-1.1.yml"),
    });
  });
  after(() => {
    made.remove();
  });

  for (const argv of [[], ["--host", "all", "-v"], ["--json"]]) {
    it(`shows names, never values: ${argv.join(" ")}`, async () => {
      const env = { INFRA_AGE_IDENTITY: made.identity, ANSIBLE_VAULT_PASSWORD_FILE: "keys/vault" };
      const { status, stdout, stderr } = await infraWith({ env }, made.path, "inventory", ...argv);
      expect([status, stderr]).to.deep.equal([0, ""]);
      expect(stdout).to.contain("«ansible_user»").and.not.contain("fake-");
      if (argv.length > 0) expect(stdout).to.contain("«key»").and.to.contain("«db_url, db_password»");
    });
  }

  it("says which variables cannot be read, and why", async () => {
    made.write({ "inventory/host_vars/us.yml": "x: 1\n" });
    const env = { INFRA_AGE_IDENTITY: "keys/stranger" };
    const { stderr, status } = await infraWith({ env }, made.path, "inventory", "--host", "eu");
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /^inventory\/group_vars\/all\.yml:\d+:\d+: Cannot read ansible_\w+: no identity fits its recipients \(on eu\) \[SECRET_UNREADABLE\]$/m,
    );
  });
});
