import { expect } from "chai";
import type { z } from "zod";
import { users } from "../../../roles/users/role.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";

type Vars = z.input<typeof users.vars>;

/** Of the word `secret`, by yescrypt. */
const HASH = "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7";
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ6zsOPLQfIhpTxC/ChFn6TSgEqr4sMWByvjZbq36Of1 ann@example.org";

for (const name of releases("in", "us")) {
  describe(`role users on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp("net");
    });
    after(() =>
      fleet.sh(
        name,
        "rm /etc/sudoers.d/infra-sudo; for user in net-ann net-bob NETCAT; do userdel -r $user 2>/dev/null; done; groupdel net-ops",
      ),
    );

    async function settled(vars: Vars): Promise<void> {
      await settle(fleet.host(name), ...roleOn(users, fleet.host(name), vars));
    }

    /** What root becomes by sudo as an account without a terminal to ask a password on. */
    function becomes(account: string): string {
      return fleet.sh(name, `setpriv --reuid=${account} --regid=${account} --init-groups sudo -n id -un 2>&1 || true`).trim();
    }

    it("gives each account its groups, keys, password and what sudo lets it do", async () => {
      await settled({
        groups: ["net-ops"],
        accounts: [
          { name: "net-ann", groups: ["sudo", "net-ops"], keys: [KEY], password_hash: HASH },
          { name: "net-bob", sudo: "none" },
          { name: "NETCAT", groups: [], sudo: "nopasswd" },
        ],
        sudoers: ["net-bob ALL=(root) NOPASSWD: /usr/bin/true"],
      });
      expect(
        fleet.sh(name, "id -nG net-ann; id -nG net-bob; getent shadow net-ann | cut -d: -f2; cat ~net-ann/.ssh/authorized_keys"),
      ).to.equal(`net-ann sudo net-ops\nnet-bob users\n${HASH}\n${KEY}\n`);
      expect(["net-ann", "NETCAT"].map(becomes)).to.deep.equal(["root", "root"]);
      expect(becomes("net-bob")).to.match(/not allowed|password is required|may not run/);
      fleet.sh(name, "setpriv --reuid=net-bob --regid=net-bob --init-groups sudo -n /usr/bin/true");
      expect(fleet.sh(name, "stat -c %a /etc/sudoers.d/infra-sudo; visudo -c -q && echo fine")).to.equal("440\nfine\n");
    });

    it("asks for a password where that is wanted, and takes rights away again", async () => {
      const accounts: Vars["accounts"] = [
        { name: "net-ann", groups: ["sudo"], sudo: "password" },
        { name: "NETCAT", sudo: "none", groups: ["sudo"] },
      ];
      await settled({ accounts });
      expect(becomes("net-ann")).to.match(/password is required/);
      expect(becomes("NETCAT")).to.match(/not allowed|password is required|may not run/);
      await settled({ accounts: [], absent: ["net-bob"], passwordless_sudo: false });
      expect(fleet.sh(name, "ls /etc/sudoers.d; getent passwd net-bob || echo gone")).to.match(/^(?!.*infra-sudo)[^]*gone/);
    });

    it("stays as it was where visudo refuses it, with visudo's words", async () => {
      await settled({ sudoers: ["net-ann ALL=(root) /usr/bin/id"] });
      const before = fleet.sh(name, "cat /etc/sudoers.d/infra-sudo");
      const { failures, summary } = await applyTo(fleet.host(name), roleOn(users, fleet.host(name), { sudoers: ["net-ann ALL=(root id"] }));
      expect(failures[0]).to.include({ code: "VALIDATION_FAILED" });
      expect(failures[0]?.output).to.match(/syntax error/);
      expect(summary).to.include({ changed: 0, failed: 1 });
      expect(fleet.sh(name, "cat /etc/sudoers.d/infra-sudo")).to.equal(before);
    });
  });
}
