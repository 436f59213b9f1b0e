import { readFileSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { recipientOf } from "../../src/inventory/age.ts";
import { CANARY, stranger, vaultFixture } from "../inventory/secret-fleet.ts";
import type { Given, Outcome } from "./infra.ts";
import { FILE, plainVars, type SecretsRepository, secretsRepository } from "./secrets-repository.ts";

describe("infra secrets keygen, set and show", function () {
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

  it("keygen writes an identity for its owner alone, adds the recipient, and never writes over one", async () => {
    const { status, stdout, stderr } = await secrets(["keygen", "--add", "--owner", "arya"]);
    const path = join(made.path, "home/.config/infra/identity");
    const text = readFileSync(path, "utf8");
    const recipient = await recipientOf(text.split("\n")[1] ?? "");
    expect([status, stdout]).to.deep.equal([0, `${recipient ?? ""}\n`]);
    expect(stderr).to.not.contain("AGE-SECRET-KEY");
    expect(statSync(path).mode & 0o777).to.equal(0o600);
    expect(read("inventory/recipients").split("\n")[2]).to.equal(`${recipient ?? ""} # arya`);
    const again = await secrets(["keygen"]);
    expect(again.status).to.equal(64);
    expect(again.stderr).to.contain("Cannot write a new identity");
    expect(readFileSync(path, "utf8")).to.equal(text);
  });

  it("set takes the value from standard input, show prints it, and nothing else changes", async () => {
    const done = await secrets(["set", FILE, "web.key"], { input: `${CANARY}\n` });
    expect(done).to.deep.equal({ status: 0, stdout: `${FILE}: web.key is encrypted for 1 recipient\n`, stderr: "" });
    const [before = "", after = ""] = plainVars.split("motd");
    expect(read().startsWith(before) && read().endsWith(`motd${after}`)).to.equal(true);
    expect(read()).to.contain("  key: !age |\n    -----BEGIN AGE").and.not.contain(CANARY);
    expect((await secrets(["show", FILE, "web.key"])).stdout).to.equal(`${CANARY}\n`);
    expect((await secrets(["show", FILE, "web.user"])).stdout).to.equal("app\n");
    expect((await secrets(["show", FILE, "web.nothing"])).stderr).to.contain("hint: Encrypted there: web.key");
  });

  it("set makes the file, for the recipients of its host too", async () => {
    const done = await secrets(["set", "inventory/host_vars/us.yml", "wg.key"], { input: "a\nb\n" });
    expect(done.stdout).to.equal("inventory/host_vars/us.yml: wg.key is encrypted for 2 recipients\n");
    const shown = await secrets(["show", "inventory/host_vars/us.yml", "wg.key", "--identity", "keys/stranger"], {
      env: { INFRA_AGE_IDENTITY: "" },
    });
    expect(shown).to.deep.equal({ status: 0, stdout: "a\nb\n", stderr: "" });
  });

  const refusedSets: readonly {
    readonly title: string;
    readonly argv: readonly string[];
    readonly input?: string;
    readonly files?: Record<string, string>;
    readonly says: string;
  }[] = [
    { title: "an empty value", argv: [FILE, "x"], input: "\n", says: "x: Cannot set x: its value is empty" },
    { title: "a mapping's place", argv: [FILE, "web"], says: `${FILE}: Cannot set web in "${FILE}": there is a mapping in its place` },
    {
      title: "JSON",
      argv: ["inventory/host_vars/eu.json", "x"],
      says: 'Cannot put an encrypted value into "inventory/host_vars/eu.json": JSON has no tags',
    },
    {
      title: "a whole vault",
      argv: ["inventory/group_vars/all.yml", "x"],
      files: { [FILE]: vaultFixture("whole-1.1.yml") },
      says: "ansible-vault has encrypted the whole file",
    },
    {
      title: "an empty recipients file",
      argv: [FILE, "x"],
      files: { "inventory/recipients": "# nobody yet\n" },
      says: 'inventory/recipients: Cannot encrypt for anybody: "inventory/recipients" lists no recipient',
    },
    {
      title: "an identity among recipients",
      argv: [FILE, "x"],
      files: { "inventory/recipients": `\n${stranger.identity}\n` },
      says: "inventory/recipients:2:1: Cannot read recipients: an identity stands where its recipient belongs",
    },
    {
      title: "what is no recipient",
      argv: [FILE, "x"],
      files: { "inventory/recipients": "ssh-ed25519 AAAA\n" },
      says: "inventory/recipients:1:1: Cannot read recipients: expected a recipient of age, age1…, or [group or host]",
    },
  ];
  for (const { title, argv, input = CANARY, files = {}, says } of refusedSets) {
    it(`set refuses ${title}`, async () => {
      made.write(files);
      const before = read();
      const { status, stderr } = await secrets(["set", ...argv], { input });
      expect(stderr).to.contain(says).and.not.contain(CANARY).and.not.contain("AGE-SECRET-KEY");
      expect([status, read()]).to.deep.equal([says.includes("Cannot read recipients") ? 1 : 64, before]);
    });
  }

  it("says who lacks a recipients file", async () => {
    rmSync(join(made.path, "inventory/recipients"));
    const { status, stderr } = await secrets(["set", FILE, "x"], { input: CANARY });
    expect([status, stderr]).to.deep.equal([
      64,
      'inventory/recipients: Cannot encrypt for anybody: there is no file "inventory/recipients" [USAGE]\n' +
        "  hint: infra secrets keygen makes an identity and adds its recipient; write those of all who shall read the values, one a line\n",
    ]);
  });
});
