import { expect } from "chai";
import { sshConnection } from "../../src/facts/ssh-connection.ts";
import { fromHost } from "../../src/model/from-host.ts";
import type { Host } from "../../src/model/host.ts";
import { file } from "../../src/resources/file.ts";
import { applyTo, type Fleet, fleetUp } from "../support/fleet.ts";

/** What a password may hold that shells, terminals and sudo could trip over. */
const PASSWORD = `5 it's "$(id)" \\ ünïcode; #`;

const accounts = {
  asked: "t-asked ALL=(ALL:ALL) ALL",
  free: "t-free ALL=(ALL:ALL) NOPASSWD: ALL",
  tty: "Defaults:t-tty requiretty\nt-tty ALL=(ALL:ALL) NOPASSWD: ALL",
  denied: "",
} as const;

for (const name of ["us", "in"]) {
  describe(`sudo on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
      for (const [account, rule] of Object.entries(accounts)) {
        fleet.sh(name, `useradd -m -s /bin/bash t-${account}; install -d -o t-${account} -m 700 /home/t-${account}/.ssh`);
        fleet.sh(name, `install -o t-${account} -m 600 /root/.ssh/authorized_keys /home/t-${account}/.ssh/`);
        fleet.sh(
          name,
          `printf '%s\\n' '${rule}' >/etc/sudoers.d/t-${account}; chmod 0440 /etc/sudoers.d/t-${account}; visudo -c >/dev/null`,
        );
        fleet.sh(name, `printf '%s' 't-${account}:${PASSWORD.replaceAll("'", `'\\''`)}' | chpasswd`);
      }
    });
    after(() => {
      for (const account of Object.keys(accounts))
        fleet.sh(name, `rm /etc/sudoers.d/t-${account}; userdel -r t-${account} 2>/dev/null || true`);
    });

    function as(account: keyof typeof accounts | "root", password?: string): Host {
      const host = fleet.host(name);
      const become = { method: "sudo", user: "root", password } as const;
      return { ...host, address: { ...host.address, user: account === "root" ? "root" : `t-${account}`, become } };
    }

    const path = "/srv/by-sudo";
    const ways: readonly { title: string; account: keyof typeof accounts; password?: string }[] = [
      { title: "with its password", account: "asked", password: PASSWORD },
      { title: "without one", account: "free" },
      { title: "with one that nobody asks for", account: "free", password: PASSWORD },
      { title: "with one that nobody asks for and that looks like an exchange", account: "free", password: "12" },
    ];
    for (const { title, account, password } of ways) {
      it(`gives root ${title}`, async () => {
        fleet.sh(name, `rm -f ${path}`);
        const { summary, failures } = await applyTo(as(account, password), [file({ path, content: "x".repeat(100_000) })]);
        expect(failures).to.deep.equal([]);
        expect(summary).to.include({ changed: 1, failed: 0 });
        expect(fleet.sh(name, `stat -c %U ${path}`)).to.equal("root\n");
      });
    }

    it("keeps what sshd says of the way in, which sudo drops from the environment", async () => {
      const content = fromHost(
        sshConnection,
        "",
        ({ clientAddress, serverPort, interface: device = "" }) => `${clientAddress} ${serverPort} ${device}`,
      );
      for (const host of [as("free"), fleet.host(name)]) {
        expect((await applyTo(host, [file({ path, content })])).failures).to.deep.equal([]);
        const gateway = fleet.sh(name, "ip -4 route show default").split(" ")[2] ?? "";
        expect(fleet.sh(name, `cat ${path}`)).to.equal(`${gateway} 22 eth0`);
      }
    });

    const refusals: readonly { title: string; account: keyof typeof accounts; password?: string; code: string }[] = [
      { title: "a wrong password", account: "asked", password: "wrong", code: "SUDO_PASSWORD" },
      { title: "a password that is missing", account: "asked", code: "SUDO_PASSWORD_NEEDED" },
      { title: "requiretty", account: "tty", code: "SUDO_TTY" },
      { title: "an account without the right", account: "denied", password: PASSWORD, code: "SUDO_DENIED" },
    ];
    for (const { title, account, password, code } of refusals) {
      it(`tells ${title}`, async () => {
        const begun = performance.now();
        const { summary, failures } = await applyTo(as(account, password), [file({ path, content: "y" })]);
        expect(failures[0]).to.include({ code, where: name });
        expect(summary).to.include({ exchanges: 0, changed: 0 });
        expect(performance.now() - begun).to.be.lessThan(10_000);
      });
    }

    it("tells that there is none", async () => {
      fleet.sh(name, "mv /usr/bin/sudo /usr/bin/sudo.away");
      try {
        const { failures } = await applyTo(as("free"), [file({ path, content: "y" })]);
        expect(failures[0]).to.include({ code: "SUDO_MISSING", where: name });
      } finally {
        fleet.sh(name, "mv /usr/bin/sudo.away /usr/bin/sudo");
      }
    });

    it("is not there to be asked: an account without become is told that it is not root", async () => {
      const host = as("free");
      const { failures } = await applyTo({ ...host, address: { ...host.address, become: undefined } }, [file({ path, content: "y" })]);
      expect(failures[0]).to.include({ code: "NOT_ROOT" });
    });
  });
}
