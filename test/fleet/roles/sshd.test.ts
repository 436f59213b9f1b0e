import { expect } from "chai";
import type { z } from "zod";
import { sshd } from "../../../roles/sshd/role.ts";
import type { Host } from "../../../src/model/host.ts";
import { applyTo, type Fleet, fleetUp } from "../../support/fleet.ts";
import { releases } from "../../support/releases.ts";
import { roleOn } from "../../support/role-on.ts";
import { settle } from "../../support/settle.ts";

type Vars = z.input<typeof sshd.vars>;

const LOOK = "cksum /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*; systemctl show -P MainPID ssh";

for (const name of releases("in", "us")) {
  describe(`role sshd on ${name}`, () => {
    let fleet: Fleet;
    let host: Host;
    before(async () => {
      fleet = await fleetUp("net");
      host = fleet.host(name);
      fleet.sh(name, "cp /etc/ssh/sshd_config /root/main");
    });
    after(() => fleet.sh(name, "cat /root/main >/etc/ssh/sshd_config; rm /etc/ssh/sshd_config.d/00-infra.conf; systemctl restart ssh"));

    async function settled(vars: Vars, on = host): Promise<string> {
      await settle(on, ...roleOn(sshd, on, vars));
      return fleet.sh(name, "sshd -T");
    }

    async function refused(vars: Vars, code: string): Promise<string> {
      const before = fleet.sh(name, LOOK);
      const { failures, summary } = await applyTo(host, roleOn(sshd, host, vars));
      expect(failures[0]).to.include({ code });
      expect(summary).to.include({ changed: 0, failed: 1 });
      expect(fleet.sh(name, LOOK)).to.equal(before);
      return `${failures[0]?.message ?? ""} ${failures[0]?.output ?? ""}`;
    }

    it("lets in by keys alone, and is in force", async () => {
      const lines = await settled({ settings: { MaxStartups: "30:30:100" }, lines: ["Match User nobody", "  PermitTTY no"] });
      for (const line of [
        "port 22",
        "passwordauthentication no",
        "permitrootlogin without-password",
        "x11forwarding no",
        "authorizedkeysfile .ssh/authorized_keys",
        "maxstartups 30:30:100",
      ]) {
        expect(lines.split("\n")).to.include(line);
      }
      expect(fleet.sh(name, "ss -ltnH 'sport = :22' | wc -l").trim()).to.equal("2");
    });

    it("stays as it was where sshd refuses it, with sshd's words", async () => {
      expect(await refused({ settings: { MaxStartups: "many" } }, "VALIDATION_FAILED")).to.include(
        "00-infra.conf line 11: Invalid MaxStartups",
      );
    });

    it("stays as it was where another file would keep it from being in force", async () => {
      fleet.sh(name, "{ echo 'UseDNS yes'; cat /root/main; } >/etc/ssh/sshd_config");
      expect(await refused({ x11_forwarding: true }, "VALIDATION_FAILED")).to.include('"UseDNS no" would not be in force');
      fleet.sh(name, "{ cat /root/main; echo 'Port 2200'; } >/etc/ssh/sshd_config");
      expect(await refused({ x11_forwarding: true }, "VALIDATION_FAILED")).to.include("would listen on 22 2200 in place of 22");
      fleet.sh(name, "cat /root/main >/etc/ssh/sshd_config");
    });

    it("is read by a main file from before there were drop-ins, too", async () => {
      fleet.sh(name, "grep -v ^Include /root/main >/etc/ssh/sshd_config");
      expect(await settled({})).to.include("passwordauthentication no\n");
      expect(fleet.sh(name, "head -n 1 /etc/ssh/sshd_config")).to.equal("Include /etc/ssh/sshd_config.d/*.conf\n");
    });

    it("moves to another port by way of both", async () => {
      expect(await settled({ ports: [22, 2222] })).to.match(/^port 22\nport 2222\n/m);
      const moved = { ...host, address: { ...host.address, port: 2222 } };
      expect(await settled({}, moved))
        .to.match(/^port 2222$/m)
        .and.not.match(/^port 22$/m);
      expect((await applyTo(host, [])).failures[0]).to.include({ code: "UNREACHABLE" });
      await settled({ ports: [22, 2222] }, moved);
    });

    it("is refused where the controller's way in is not among the ports, or a socket of systemd's listens", async () => {
      expect(await refused({ ports: [2222] }, "LOCK_OUT")).to.include("this run came in by 22");
      fleet.sh(name, "systemctl enable ssh.socket 2>/dev/null");
      expect(await refused({}, "LOCK_OUT")).to.include("ssh.socket listens in its place");
      fleet.sh(name, "systemctl disable ssh.socket 2>/dev/null");
    });
  });
}
