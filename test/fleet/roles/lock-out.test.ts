import { expect } from "chai";
import { firewall } from "../../../roles/firewall/role.ts";
import { sshd } from "../../../roles/sshd/role.ts";
import type { Resource } from "../../../src/model/resource.ts";
import { applyTo, type Fleet, fleetUp, planOn, type Ran } from "../../support/fleet.ts";
import { roleOn } from "../../support/role-on.ts";

/** Within which a host must have taken back what cut the controller off. */
const UNDONE_WITHIN_S = 35;

const FIREWALL = "nft --stateless list table inet infra; cat /etc/infra/firewall.nft";
const SSHD = "cat /etc/ssh/sshd_config.d/00-infra.conf; sshd -T";

describe("a lock-out by a role", () => {
  let fleet: Fleet;
  before(async () => {
    fleet = await fleetUp("net");
  });
  after(async () => {
    await applyTo(fleet.host("us"), roleOn(firewall, fleet.host("us"), {}));
    fleet.sh("in", "rm /etc/ssh/sshd_config.d/00-infra.conf; systemctl restart ssh");
  });

  /** Applies what is well, then what is not; what `look` prints must be the same again in time. */
  async function lockedOut(name: string, look: string, well: readonly Resource[], bad: readonly Resource[]): Promise<Ran> {
    await applyTo(fleet.host(name), well);
    const before = fleet.sh(name, look);
    const started = performance.now();
    const running = applyTo(fleet.host(name), bad);
    await until(() => fleet.sh(name, look) !== before);
    await until(() => fleet.sh(name, look) === before);
    expect((performance.now() - started) / 1000).to.be.lessThan(UNDONE_WITHIN_S);
    const ran = await running;
    expect(await planOn(fleet.host(name), well)).to.satisfy((left: readonly string[]) =>
      left.every((title) => title.startsWith("reload ")),
    );
    return ran;
  }

  it("is undone by the host within 35 s, and the run says so: rules of one's own that drop, and sshd on an address that nobody reaches", async () => {
    const ours = (rules: readonly string[]): readonly Resource[] =>
      roleOn(firewall, fleet.host("us"), { enabled: true, rules: [...rules] });
    const listening = (addresses: readonly string[]): readonly Resource[] =>
      roleOn(sshd, fleet.host("in"), { listen_addresses: [...addresses] });
    const runs = await Promise.all([
      lockedOut("us", FIREWALL, ours([]), ours(["tcp dport 22 drop"])),
      lockedOut("in", SSHD, listening([]), listening(["127.0.0.1"])),
    ]);
    for (const { failures, summary } of runs) {
      expect(failures[0]).to.include({ code: "CONFIRM_TIMEOUT" });
      expect(summary).to.include({ changed: 0, outcome: "failed" });
    }
  });
});

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 1000));
}
