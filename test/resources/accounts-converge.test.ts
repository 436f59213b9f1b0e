import { expect } from "chai";
import fc from "fast-check";
import type { Resource } from "../../src/model/resource.ts";
import { authorizedKeys } from "../../src/resources/authorized-keys.ts";
import { group } from "../../src/resources/group.ts";
import { user } from "../../src/resources/user.ts";
import { quote } from "../../src/shell/quote.ts";
import { applyTo } from "../support/apply-to.ts";
import { hostWithAccounts } from "../support/private-accounts.ts";
import type { PrivateHost } from "../support/private-host.ts";

const A = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAPm5XC3L1H2wPLS7mVMKS9pCxrSiAu9AR/wZ+n2XK0S";
const B = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBPm5XC3L1H2wPLS7mVMKS9pCxrSiAu9AR/wZ+n2XK0S";
const FILE = "/home/t-ann/.ssh/authorized_keys";

describe("accounts, through the engine and the host's own tools", function () {
  this.timeout(20_000);
  let eu: PrivateHost;
  beforeEach(async () => {
    eu = await hostWithAccounts("eu");
  });
  afterEach(() => {
    eu.down();
  });

  /** Applies twice: the second time there is nothing to do, in one exchange. */
  async function settle(...resources: readonly Resource[]): Promise<void> {
    const { failures } = await applyTo(eu, resources);
    expect(failures.map(({ message, output }) => `${message}\n${output ?? ""}`)).to.deep.equal([]);
    const { summary, planned } = await applyTo(eu, resources);
    expect(planned.map(({ title }) => title)).to.deep.equal([]);
    expect(summary).to.include({ changed: 0, exchanges: 1 });
  }

  it("makes, changes and removes users and groups", async () => {
    const hash = "$y$j9T$abc$def";
    await settle(
      group({ name: "t-ops", gid: 7001 }),
      group({ name: "t-ann" }),
      user({ name: "t-ann", groups: ["t-ops"], shell: "/bin/bash", comment: 'Ann é "$(x)"', passwordHash: hash }),
      user({ name: "t-daemon", system: true, group: "t-ops" }),
    );
    expect(eu.sh("id -Gn t-ann; getent passwd t-ann | cut -d: -f5,7; getent shadow t-ann | cut -d: -f2")).to.equal(
      `t-ann t-ops\nAnn é "$(x)":/bin/bash\n${hash}\n`,
    );
    expect(eu.sh("stat -c '%a %U' /home/t-ann; id -gn t-daemon; ls /home")).to.equal("700 t-ann\nt-ops\nt-ann\n");
    eu.sh("usermod -L t-ann && rm -r /home/t-ann");
    await settle(
      group({ name: "t-ops", gid: 7100 }),
      user({ name: "t-ann", uid: 7003, appendGroups: false, home: "/home/ann", passwordHash: hash }),
    );
    expect(eu.sh("id -Gn t-ann; stat -c '%a %u' /home/ann; getent shadow t-ann | cut -d: -f2")).to.equal(`t-ann\n700 7003\n${hash}\n`);
    await settle(
      user({ name: "t-ann", absent: true, removeHome: true }),
      user({ name: "t-daemon", absent: true }),
      group({ name: "t-ops", absent: true }),
    );
    expect(eu.sh("getent passwd t-ann t-daemon; getent group t-ops; ls /home")).to.equal("");
  });

  it("takes up a user whom another change of the run has made", async () => {
    const { summary } = await applyTo(eu, [user({ name: "t-ann" }), { ...user({ name: "t-ann", comment: "second" }), id: "user:again" }]);
    expect(summary).to.include({ failed: 0, outcome: "changed" });
    expect(eu.sh("getent passwd t-ann | cut -d: -f5")).to.equal("second\n");
  });

  it("authorizes keys of a user who is made by the same run", async () => {
    await settle(user({ name: "t-ann" }), authorizedKeys({ user: "t-ann", keys: [`${A} ann`] }));
    expect(eu.sh(`stat -c '%a %U' /home/t-ann/.ssh ${FILE}; cat ${FILE}`)).to.equal(`700 t-ann\n600 t-ann\n${A} ann\n`);
  });

  it("leaves other keys and comments in their places", async () => {
    eu.sh(
      `useradd -m t-ann && mkdir /home/t-ann/.ssh && printf '# mine\\n%s old\\n\\n%s\\n%s' ${quote(A)} ${quote(`no-pty ${B} bob`)} ${quote(A)} >${FILE}`,
    );
    await settle(authorizedKeys({ user: "t-ann", keys: [`restrict ${A} new`] }));
    expect(eu.sh(`cat ${FILE}`)).to.equal(`# mine\nrestrict ${A} new\n\nno-pty ${B} bob\n`);
    await settle(authorizedKeys({ user: "t-ann", absent: [B] }));
    expect(eu.sh(`cat ${FILE}`)).to.equal(`# mine\nrestrict ${A} new\n\n`);
    await settle(authorizedKeys({ user: "t-ann", keys: [`${B} bob`], exclusive: true }));
    expect(eu.sh(`cat ${FILE}`)).to.equal(`# mine\n\n${B} bob\n`);
    await settle(authorizedKeys({ user: "t-ann", keys: [], exclusive: true }));
    expect(eu.sh(`cat ${FILE}`)).to.equal("# mine\n\n");
  });

  it("is not led astray by a link that the user planted", async () => {
    eu.sh("useradd -m t-ann && mkdir -m 700 /tmp/roots && echo secret >/tmp/roots/authorized_keys && ln -s /tmp/roots /home/t-ann/.ssh");
    const { failures } = await applyTo(eu, [authorizedKeys({ user: "t-ann", keys: [A] })]);
    expect(failures.map(({ code }) => code)).to.deep.equal(["CHANGE_FAILED"]);
    expect(eu.sh("stat -c '%a %U' /tmp/roots /tmp/roots/authorized_keys; cat /tmp/roots/authorized_keys")).to.equal(
      "700 root\n644 root\nsecret\n",
    );
  });

  it("waits for nobody where the user planted a pipe", async () => {
    eu.sh("useradd -m t-ann && mkdir /home/t-ann/.ssh && mkfifo /home/t-ann/.ssh/authorized_keys && chown -R t-ann /home/t-ann/.ssh");
    const { failures } = await applyTo(eu, [authorizedKeys({ user: "t-ann", keys: [A] })]);
    expect(failures[0]?.output).to.equal("Cannot read ~/.ssh/authorized_keys: it is no regular file");
    eu.sh("cd /home/t-ann/.ssh && rm authorized_keys && mkfifo authorized_keys.infra");
    await settle(authorizedKeys({ user: "t-ann", keys: [A] }));
  });

  it("says so when there is no such user, and when its home is not there", async () => {
    const { failures } = await applyTo(eu, [authorizedKeys({ user: "t-none", keys: [A] })]);
    expect(failures[0]?.output).to.include("Cannot authorize keys of t-none: there is no such user");
    eu.sh("useradd -M t-ann");
    const second = await applyTo(eu, [authorizedKeys({ user: "t-ann", keys: [A] })]);
    expect(second.failures[0]?.output).to.include("Cannot authorize keys of t-ann: there is no folder /home/t-ann");
  });

  it("converges from any file, owned by anybody", async () => {
    const line = fc.oneof(fc.constantFrom(A, B, `no-pty ${A} x`, `${B}\r`, `#${A}`, `\t${A} `, ""), fc.string({ unit: "grapheme" }));
    const start = fc.record({
      lines: fc.array(line, { maxLength: 6 }),
      folder: fc.constantFrom("700 t-ann", "777 root", "2770 t-ann", "500 t-ann", "000 root"),
      file: fc.constantFrom("600 t-ann", "000 t-ann", "400 root", "666 root"),
      exclusive: fc.boolean(),
    });
    eu.sh("useradd -m t-ann");
    await fc.assert(
      fc.asyncProperty(start, async ({ lines, folder, file, exclusive }) => {
        const content = lines.join("\n").replaceAll("\0", "");
        eu.sh(`rm -rf /home/t-ann/.ssh; mkdir /home/t-ann/.ssh; printf '%s' ${quote(content)} >${FILE}
set_rights() { chmod "$1" "$3"; chown "$2" "$3"; }
set_rights ${file} ${FILE}; set_rights ${folder} /home/t-ann/.ssh`);
        await settle(authorizedKeys({ user: "t-ann", keys: [`${A} ann`], exclusive }));
      }),
      { numRuns: 4 },
    );
  });
});
