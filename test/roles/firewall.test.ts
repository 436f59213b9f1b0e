import { expect } from "chai";
import { firewall } from "../../roles/firewall/role.ts";
import { firewallUnit } from "../../roles/firewall/unit.ts";
import { hostNamed, roleOn } from "../support/role-on.ts";

const eu = hostNamed("eu");

describe("role firewall", () => {
  it("takes away what there is where it is not enabled", () => {
    expect(roleOn(firewall, eu, {}).map(({ id, ending }) => [id, ending])).to.deep.equal([
      ["firewall:infra", "nothing"],
      ["systemdUnit:infra-firewall.service", "nothing"],
    ]);
  });

  it("trusts the tailnet, WireGuard and private ranges, and must let the controller in by ansible_port", () => {
    const on222 = { ...eu, address: { ...eu.address, port: 222 } };
    const [, , table] = roleOn(firewall, on222, { enabled: true, ports: [{ port: 443, proto: "both" }] });
    expect(table?.want).to.deep.include({
      interfaces: ["tailscale0", "wg*"],
      ranges: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"],
      ports: [{ port: 443, protocol: "both" }],
      sshPorts: [222],
    });
    const [, , other] = roleOn(firewall, eu, { enabled: true, ssh_ports: [2222], tailnet_only: [{ port: 22 }] });
    expect(other?.want).to.deep.include({ sshPorts: [2222], trustedOnly: [{ port: 22, protocol: "tcp" }] });
  });

  it("is loaded at boot after what flushes all rules, and before the network", () => {
    const order = (key: string): string => new RegExp(`^${key}=(.*)$`, "m").exec(firewallUnit)?.[1] ?? "";
    expect(order("After").split(" ")).to.include.members(["nftables.service", "infra-undo.service"]);
    expect(order("Before").split(" ")).to.include("network-pre.target");
    const [, unit, table, running] = roleOn(firewall, eu, { enabled: true });
    expect(unit?.id).to.equal("systemdUnit:infra-firewall.service");
    expect(running?.watches?.ids).to.deep.equal([table?.id]);
  });
});
