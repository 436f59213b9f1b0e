import { expect } from "chai";
import { certificateHosts, challengeNames } from "../../src/geo/certificate-hosts.ts";
import { CertificatesVars } from "../../src/geo/certificates-vars.ts";
import { load } from "../inventory/write-folder.ts";
import { sshKeyPair } from "../support/ssh-key-pair.ts";

const own = "certificates: { email: a@example.org }";

async function namesOf(hosts: string): Promise<Readonly<Record<string, readonly [readonly string[], readonly string[]]>>> {
  const inventory = await load({ "hosts.yml": hosts }, { roleNames: ["certificates", "dns-zones"] });
  return Object.fromEntries(
    inventory.hosts.map((host) => [host.name, [certificateHosts({ host, inventory }), challengeNames({ host, inventory })]]),
  );
}

describe("hosts that share certificates", () => {
  it("are those that have the variable, in the inventory's order, and may change one another's challenges", async () => {
    expect(await namesOf(`all: { hosts: { eu: { ${own} }, us: { ${own} }, db: {} } }`)).to.deep.equal({
      eu: [
        ["eu", "us"],
        ["eu", "us"],
      ],
      us: [
        ["eu", "us"],
        ["us", "eu"],
      ],
      db: [[], ["db"]],
    });
  });

  it("are those that it names, with the host at whose name a zone's own challenges stand; one that is not named has its own name alone", async () => {
    const vars = "certificates: { hosts: [us, eu] }";
    const all = `all: { hosts: { eu: { }, us: { }, in: { } }, vars: { ${vars}, dns_zones: { acme_holder: in } } }`;
    expect(await namesOf(all)).to.deep.equal({
      eu: [
        ["us", "eu"],
        ["eu", "us", "in"],
      ],
      us: [
        ["us", "eu"],
        ["us", "eu", "in"],
      ],
      in: [["us", "eu"], ["in"]],
    });
  });

  it("are none where Caddy obtains certificates itself", async () => {
    expect(await namesOf("all: { hosts: { eu: { certificates: { issuer: caddy } } } }")).to.deep.equal({ eu: [[], ["eu"]] });
  });

  it("are given keys without a passphrase alone, and authorities by https", () => {
    const said = (vars: object): string =>
      CertificatesVars.safeParse(vars)
        .error?.issues.map(({ message }) => message)
        .join() ?? "";
    expect(said({ key: sshKeyPair().private, directory: "staging" })).to.equal("");
    expect(said({ key: sshKeyPair({ passphrase: "x" }).private })).to.include("must be an Ed25519 key without a passphrase");
    expect(said({ key: "ssh-ed25519 AAAA" })).to.include("must be an Ed25519 key");
    expect(said({ directory: "http://example.org/dir" })).to.include('must be "production"');
    expect(said({ roots: "no PEM" })).to.include("must be certificates in PEM");
  });
});
