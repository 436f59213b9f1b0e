import { expect } from "chai";
import type { Resource } from "../../src/model/resource.ts";
import { command } from "../../src/resources/command.ts";
import { sysctl } from "../../src/resources/sysctl.ts";
import { user } from "../../src/resources/user.ts";
import { applyTo, type Fleet, fleetUp, planOn } from "../support/fleet.ts";

const settings = [
  sysctl({ key: "vm.swappiness", value: 61 }),
  sysctl({ key: "kernel.printk", value: "3 4 1 3" }),
  sysctl({ key: "net.ipv4.ip_local_port_range", value: "20000 60001" }),
];

for (const name of ["us", "in"]) {
  describe(`kernel settings and commands on ${name}`, () => {
    let fleet: Fleet;
    before(async () => {
      fleet = await fleetUp();
    });

    async function converge(...resources: readonly Resource[]): Promise<number> {
      const { summary, failures } = await applyTo(fleet.host(name), resources);
      if (failures[0] !== undefined) throw failures[0];
      expect(await planOn(fleet.host(name), resources)).to.deep.equal([]);
      return summary.changed;
    }

    it("set what is live and what is kept, and notice either", async () => {
      await converge(...settings);
      expect(fleet.sh(name, "cat /proc/sys/net/ipv4/ip_local_port_range")).to.equal("20000\t60001\n");
      fleet.sh(name, "sysctl -q -w vm.swappiness=60; rm /etc/sysctl.d/99-zz-infra-kernel.printk.conf");
      expect(await converge(...settings)).to.equal(2);
      expect(fleet.sh(name, "sysctl -n vm.swappiness; cat /etc/sysctl.d/99-zz-infra-kernel.printk.conf")).to.equal(
        "61\nkernel.printk = 3 4 1 3\n",
      );
    });

    it("survive systemd's own reading, also one that this kernel does not have", async () => {
      await converge(...settings, sysctl({ key: "net.no_such", value: 1, optional: true }));
      fleet.sh(name, "echo 1 >/proc/sys/vm/swappiness; /lib/systemd/systemd-sysctl");
      expect(fleet.sh(name, "cat /proc/sys/vm/swappiness")).to.equal("61\n");
      await converge(sysctl({ key: "net.no_such", absent: true }));
    });

    it("say that this kernel does not have a setting, or refuses a value", async () => {
      for (const [key, words] of [
        ["net.no_such", "this kernel has no such setting"],
        ["net.ipv4.ip_local_port_range", "the kernel refuses it"],
      ] as const) {
        const { failures } = await applyTo(fleet.host(name), [sysctl({ key, value: "x" })]);
        expect(failures[0]).to.include({ code: "CHANGE_FAILED", where: `${name}/sysctl:${key}` });
        expect(failures[0]?.output).to.include(words);
      }
    });

    it("run a command once, as an account that the same run makes", async () => {
      const script = 'echo "$(id -Gn) $HOME $USER $WORD" >"$HOME/made"';
      const made = command({
        name: "make",
        shell: script,
        unless: 'test -e "$HOME/made"',
        user: "infra-test",
        environment: { WORD: "it's" },
      });
      await converge(user({ name: "infra-test", groups: ["adm"] }), made);
      expect(fleet.sh(name, "cat /home/infra-test/made")).to.equal("infra-test adm /home/infra-test infra-test it's\n");
      await converge(user({ name: "infra-test", absent: true, removeHome: true }));
    });

    it("say that a command did not do what it was for", async () => {
      const { failures } = await applyTo(fleet.host(name), [command({ name: "idle", run: ["true"], creates: "/srv/never" })]);
      expect(failures[0]).to.include({ code: "NOT_CONVERGED" });
    });
  });
}
