import { expect } from "chai";
import fc from "fast-check";
import { decryptAge, encryptAge } from "../../src/inventory/age.ts";
import { decryptVault } from "../../src/inventory/ansible-vault.ts";
import { Undecipherable } from "../../src/inventory/undecipherable.ts";
import { failuresOf } from "../run/failures-of.ts";
import {
  ageValue,
  CANARY,
  euOf,
  inBlock,
  type Keys,
  loadSecrets,
  owner,
  stranger,
  vaultFixture,
  vaultPasswords,
  whyNot,
} from "./secret-fleet.ts";

/** What reading the variable `it` of host `eu` says. */
async function whyUnreadable(it: string, keys?: Keys): Promise<readonly string[]> {
  const inventory = await loadSecrets({ "host_vars/eu.yml": `plain: 1\nit:\n  deep: ${it}` }, keys);
  expect(euOf(inventory).vars["plain"]).to.equal(1);
  return whyNot(() => inventory.roleVars(euOf(inventory), "it"));
}

/** The value of an inline fixture, indented for this test. */
function inlineVault(name: string): string {
  const [, ...lines] = vaultFixture(name).trim().split("\n");
  return inBlock("!vault", `${lines.map((line) => line.trim()).join("\n")}\n`);
}

/** Another character in the place of one. */
function altered(text: string, index: number): string {
  const at = index < 0 ? text.length + index : index;
  return `${text.slice(0, at)}${text[at] === "1" ? "2" : "1"}${text.slice(at + 1)}`;
}

const identityHint =
  "(Give the identity by --identity FILE or INFRA_AGE_IDENTITY, or put it into ~/.config/infra/identity; whoever can read the value can encrypt it for you (infra secrets rekey))";
const historyHint = "(Take it from the repository's history, or set it anew (infra secrets set))";

describe("an encrypted value that cannot be read", () => {
  let armored = "";
  before(async () => {
    armored = await encryptAge(CANARY, [owner.recipient]);
  });

  const cases: readonly { readonly title: string; it(): string | Promise<string>; readonly keys?: Keys; readonly says: string }[] = [
    {
      title: "for want of an identity",
      it: () => ageValue(CANARY),
      keys: { identities: [] },
      says: `no identity is given ${identityHint}`,
    },
    {
      title: "because it is for somebody else",
      it: () => ageValue(CANARY, [stranger.recipient]),
      says: `no identity fits its recipients ${identityHint}`,
    },
    {
      title: "because its last byte was altered",
      it: () => inBlock("!age", altered(armored, armored.indexOf("\n-----END") - 5)),
      says: `it was altered after it was encrypted ${historyHint}`,
    },
    {
      title: "because its armor lacks its end",
      it: () => inBlock("!age", armored.slice(0, 200)),
      says: `it is no whole age file: its armor is not whole ${historyHint}`,
    },
    {
      title: "because its header is another format's",
      it: () =>
        inBlock(
          "!age",
          `-----BEGIN AGE ENCRYPTED FILE-----\n${Buffer.from("age-encryption.org/v9\n").toString("base64")}\n-----END AGE ENCRYPTED FILE-----\n`,
        ),
      says: `it is no whole age file: its header is not whole ${historyHint}`,
    },
    {
      title: "because it is a text in plain",
      it: () => "!age plain\n",
      says: `it is no whole age file: its armor is not whole ${historyHint}`,
    },
    {
      title: "because it is no text",
      it: () => ageValue(`${CANARY}\0`),
      says: "what is encrypted there is no text (UTF-8) (Encrypt bytes in a form that is one, such as base64)",
    },
    {
      title: "for want of a vault password",
      it: () => inlineVault("inline-1.1.yml"),
      keys: { passwords: [] },
      says: "no vault password is given (Give the password by --vault-password-file FILE)",
    },
    {
      title: "because the vault password is another",
      it: () => inlineVault("inline-1.1.yml"),
      keys: { passwords: [{ id: "default", password: "fake-wrong-password" }] },
      says: "the vault password is wrong, or it was altered (Give the right password by --vault-password-file FILE)",
    },
    {
      title: "because the password of its vault id is another",
      it: () => inlineVault("inline-1.2.yml"),
      keys: { passwords: [{ id: "production", password: "fake-wrong-password" }] },
      says: "the vault password is wrong, or it was altered (Give the right password by --vault-id production@FILE)",
    },
    {
      title: "because no password of its vault id is given",
      it: () => inlineVault("inline-1.2.yml"),
      keys: { passwords: [{ id: "dev", password: "fake-wrong-password" }] },
      says: 'no password is given for its vault id "production", and those of dev do not open it (Give the password by --vault-id production@FILE)',
    },
    {
      title: "because the vault was altered",
      it: () => altered(inlineVault("inline-1.1.yml"), -2),
      says: "the vault password is wrong, or it was altered (Give the right password by --vault-password-file FILE)",
    },
    {
      title: "because the vault lacks its end",
      it: () => inlineVault("inline-1.1.yml").slice(0, 150),
      says: "it is no whole vault: its lines are incomplete (Take it from the repository's history, or encrypt the value anew)",
    },
    {
      title: "because the vault has another cipher",
      it: () => "!vault $ANSIBLE_VAULT;1.1;AES\n",
      says: "it is no whole vault: it does not begin as Ansible's vaults 1.1 and 1.2 with AES256 do (Take it from the repository's history, or encrypt the value anew)",
    },
  ];
  for (const { title, it: value, keys, says } of cases) {
    it(`says so only to who reads it: ${title}`, async () => {
      const failures = await whyUnreadable(await value(), keys);
      expect(failures.map((one) => one.replace(/:3:\d+:/, ":3:"))).to.deep.equal([
        `SECRET_UNREADABLE host_vars/eu.yml:3: Cannot read it.deep: ${says}`,
      ]);
      expect(String(failures)).to.not.contain(CANARY);
    });
  }

  it("gives nothing else than what was encrypted, whatever is altered", async function () {
    this.timeout(20_000);
    const [, ...lines] = vaultFixture("inline-1.1.yml").trim().split("\n");
    const vault = lines.map((line) => line.trim()).join("\n");
    const change = fc.tuple(fc.nat(1000), fc.constantFrom("", "0", "f", "A", "\n", "$", "é"));
    const passwords = vaultPasswords.slice(0, 1);
    await fc.assert(
      fc.asyncProperty(change, async ([at, by]) => {
        const [one, other] = [armored, vault].map((text) => text.slice(0, at % text.length) + by + text.slice((at % text.length) + 1));
        const results = await Promise.allSettled([decryptAge(one ?? "", [owner.identity]), decryptVault(other ?? "", passwords)]);
        for (const result of results) {
          if (result.status === "fulfilled") expect(result.value).to.be.oneOf([CANARY, 'fake inline secret: ü\n"$x"']);
          else expect(result.reason).to.be.instanceOf(Undecipherable);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("says why a key cannot be used", async () => {
    const unusable = new Undecipherable({ reason: "identity file cannot be used", hint: "chmod 600" });
    const inventory = await loadSecrets({ "host_vars/eu.yml": `it: ${await ageValue(CANARY)}` }, { unusable });
    expect(whyNot(() => inventory.roleVars(euOf(inventory), "it"))).to.deep.equal([
      "SECRET_UNREADABLE host_vars/eu.yml:1:10: Cannot read it: identity file cannot be used (chmod 600)",
    ]);
  });

  it("fails at once where it is a whole file: weaker values would be taken in silence", async () => {
    const failures = await failuresOf(() => loadSecrets({ "host_vars/eu.yml": vaultFixture("whole-1.1.yml") }, { passwords: [] }));
    expect(failures.map(({ code, where, message }) => `${code} ${where}: ${message}`)).to.deep.equal([
      'SECRET_UNREADABLE host_vars/eu.yml:1:1: Cannot read "host_vars/eu.yml": no vault password is given',
    ]);
  });
});
