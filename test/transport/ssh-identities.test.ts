import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { findIdentities } from "../../src/transport/ssh-identities.ts";
import { isEncrypted, loadKeyFile } from "../../src/transport/ssh-key-file.ts";
import { sshKeyPair } from "../support/ssh-key-pair.ts";

describe("keys to log in with", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "infra-keys-"));
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  function make(name: string, passphrase?: string): string {
    const pair = sshKeyPair({ comment: name, ...(passphrase !== undefined && { passphrase }) });
    writeFileSync(join(folder, name), pair.private);
    writeFileSync(join(folder, `${name}.pub`), pair.public);
    return join(folder, name);
  }

  /** What is offered, by kind and by the name of the key's file; the agent's methods show one key each. */
  async function offers(
    named: readonly string[],
    defaults: readonly string[] = [],
    more: { agentSocket?: string; identitiesOnly?: boolean } = {},
  ) {
    const wanted = {
      user: "root",
      identityFiles: named,
      defaultIdentityFiles: defaults,
      identitiesOnly: false,
      agentSocket: undefined,
      ...more,
    };
    const { attempts, skipped } = await findIdentities(wanted);
    const names = attempts.map((attempt) => {
      expect(attempt.username).to.equal("root");
      if (attempt.type === "publickey") return typeof attempt.key === "object" && "comment" in attempt.key ? attempt.key.comment : "?";
      const shown: string[] = [];
      if (typeof attempt.agent === "object") {
        attempt.agent.getIdentities((_error, keys = []) => {
          for (const key of keys) if (typeof key === "object" && "getPublicSSH" in key) shown.push(key.getPublicSSH().toString("base64"));
        });
      }
      return `agent: ${shown.map(nameOf).join()}`;
    });
    return { names, skipped: skipped.map((reason) => reason.replace(folder, "")) };
  }

  function nameOf(base64: string): string | undefined {
    return ["locked", "other"].find((name) => readFileSync(join(folder, `${name}.pub`), "utf8").includes(base64));
  }

  it("are those of the files, each once; default files that are not there are passed over in silence", async () => {
    const [one, two] = [make("one"), make("two")];
    expect(await offers([two, two], [join(folder, "none"), one])).to.deep.equal({ names: ["two", "one"], skipped: [] });
  });

  it("are told where they cannot be used", async () => {
    writeFileSync(join(folder, "odd"), "no key at all");
    const odd = join(folder, "odd");
    const { names, skipped } = await offers([join(folder, "none"), make("locked", "secret"), odd, `${make("lone")}.pub`, folder], [odd]);
    expect(names).to.deep.equal([]);
    expect(skipped.map((reason) => reason.slice(0, 36))).to.deep.equal([
      "/none cannot be read (ENOENT: no suc",
      "/locked is encrypted and not in the ",
      "/odd is of a form that the ssh trans",
      "/lone.pub is a public key whose priv",
      " cannot be read (EISDIR: illegal ope",
      "/odd is of a form that the ssh trans",
    ]);
  });

  it("are told apart by whether they are encrypted, in every form", async () => {
    expect(isEncrypted("-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n")).to.equal(true);
    expect(isEncrypted("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")).to.equal(true);
    expect(isEncrypted("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n")).to.equal(false);
    expect("key" in (await loadKeyFile(make("open")))).to.equal(true);
  });

  it("go on without an agent that does not answer", async () => {
    const { names, skipped } = await offers([make("one")], [], { agentSocket: join(folder, "no-agent") });
    expect(names).to.deep.equal(["one"]);
    expect(skipped).to.deep.equal(["the agent at /no-agent does not answer"]);
  });

  it("come from the agent: a named key that it holds first, its others next, unless IdentitiesOnly", async () => {
    const [locked, plain] = [make("locked", "secret"), make("plain")];
    const agentSocket = join(folder, "agent");
    const agent = agentWith([make("other"), locked].map((file) => readFileSync(`${file}.pub`, "utf8"))).listen(agentSocket);
    const all = await offers([locked], [plain], { agentSocket });
    const only = await offers([locked], [plain], { agentSocket, identitiesOnly: true });
    agent.close();
    expect(all).to.deep.equal({ names: ["agent: locked", "agent: other", "plain"], skipped: [] });
    expect(only).to.deep.equal({ names: ["agent: locked", "plain"], skipped: [] });
  });
});

/** An agent that answers the question for its keys (SSH_AGENT_IDENTITIES_ANSWER) and no other. */
function agentWith(publicKeys: readonly string[]): Server {
  const text = (bytes: Buffer): Buffer => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    return Buffer.concat([length, bytes]);
  };
  const keys = publicKeys.flatMap((key) => [text(Buffer.from(key.split(" ")[1] ?? "", "base64")), text(Buffer.alloc(0))]);
  const answer = text(Buffer.concat([Buffer.from([12, 0, 0, 0, publicKeys.length]), ...keys]));
  return createServer((client) => client.on("data", () => client.write(answer)));
}
