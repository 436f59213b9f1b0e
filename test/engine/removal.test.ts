import { expect } from "chai";
import { type Removal, removalOf, type RemovalRules } from "../../src/engine/removal.ts";
import type { Resource } from "../../src/model/resource.ts";
import { Secret } from "../../src/model/secret.ts";
import { aptRepository } from "../../src/resources/apt-repository.ts";
import { authorizedKeys } from "../../src/resources/authorized-keys.ts";
import { block } from "../../src/resources/block.ts";
import { file } from "../../src/resources/file.ts";
import { line } from "../../src/resources/line.ts";
import { osRelease } from "../../src/facts/os-release.ts";
import { fromHost } from "../../src/model/from-host.ts";
import { paperHost } from "../support/scripted-channel.ts";

const kinds = [aptRepository, authorizedKeys, block, file, line];
const key = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ6zsOPLQfIhpTxC/ChFn6TSgEqr4sMWByvjZbq36Of1";
const { address } = paperHost("eu");
const codename = fromHost(osRelease, "", (release) => release.codename);
const archive = { uris: ["https://deb.example.org/debian"], suites: ["trixie"], components: ["main"] };

async function remove({ id, ending }: Resource, rules: Partial<RemovalRules> = {}): Promise<string> {
  const kind = async (name: string) => await Promise.resolve(kinds.find((one) => one.kind === name));
  const removal = await removalOf({ id, ending, entries: [] }, { host: { address }, kind, users: false, declared: [], ...rules });
  return outcomeOf(removal);
}

function outcomeOf(removal: Removal): string {
  return removal.outcome === "removed" ? "removed" : `${removal.outcome}: ${removal.why}`;
}

describe("removalOf", () => {
  describe("keys that let in", () => {
    const bob = authorizedKeys({ user: "bob", keys: [key] });

    it("go only with --prune-users", async () => {
      expect(await remove(bob)).to.equal("kept: keys that let in are removed only with --prune-users");
      expect(await remove(bob, { users: true })).to.equal("removed");
    });

    it("stay in any case where the run logs in by them, or may do so", async () => {
      expect(await remove(authorizedKeys({ user: "ann", keys: [key] }), { users: true })).to.equal("kept: ann is who logs in");
      const unsaid = { ...address, user: undefined };
      const why = "kept: they may be those that the run logs in by: the inventory names no account";
      expect(await remove(bob, { users: true, host: { address: unsaid } })).to.equal(why);
      expect(await remove(bob, { users: true, host: { address: { ...unsaid, connection: "docker" } } })).to.equal("removed");
    });
  });

  for (const path of ["/etc/sudoers", "/etc/sudoers.d/ops"]) {
    it(`takes rights of sudo away only with --prune-users: ${path}`, async () => {
      const rights = file({ path, content: "x" });
      expect(await remove(rights)).to.equal("kept: rights of sudo are removed only with --prune-users");
      expect(await remove(rights, { users: true })).to.equal("removed");
    });
  }

  it("takes away a file beside them", async () => {
    expect(await remove(file({ path: "/etc/sudoers.data", content: "x" }))).to.equal("removed");
  });

  describe("of a line", () => {
    const path = "/etc/hosts";
    const orphan = line({ path, line: "192.0.2.1 eu" });
    const other = line({ path, line: "192.0.2.1 eu", match: " eu$" });

    it("leaves it where another one wants the same text", async () => {
      expect(await remove(orphan, { declared: [other] })).to.equal("left: line:/etc/hosts: eu$ has it now");
      const secret = line({ path, line: new Secret(["x"], "192.0.2.1 eu"), match: " eu$" });
      expect(await remove(orphan, { declared: [secret] })).to.equal("left: line:/etc/hosts: eu$ has it now");
    });

    it("leaves it where it would go by an expression that fits another one", async () => {
      const all = line({ path, line: codename, match: "^192" });
      expect(await remove(all, { declared: [other] })).to.equal("left: line:/etc/hosts: eu$ has it now");
      expect(await remove(all, { declared: [line({ path, line: "198.51.100.1 us" })] })).to.equal("removed");
    });

    it("takes it away beside other lines, blocks and files", async () => {
      const declared = [
        line({ path, line: "192.0.2.1 eu us" }),
        line({ path: "/etc/other", line: "192.0.2.1 eu" }),
        line({ path, match: "x", absent: true }),
        block({ path, name: "x", content: "192.0.2.1 eu" }),
      ];
      expect(await remove(orphan, { declared })).to.equal("removed");
    });
  });

  it("leaves an archive's key that another archive uses", async () => {
    const user = aptRepository({ name: "y", ...archive, signedBy: "/etc/apt/keyrings/x.asc" });
    expect(await remove(aptRepository({ name: "x", ...archive }), { declared: [user] })).to.equal("left: aptRepository:y has it now");
    const stranger = aptRepository({ name: "y", ...archive, signedBy: codename });
    expect(await remove(aptRepository({ name: "x", ...archive }), { declared: [stranger] })).to.equal("removed");
  });
});
