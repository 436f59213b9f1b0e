import { aptPackages, firewall as rules, type Host, type Resource, role, service, systemdUnit, z } from "geosteer";
import { firewallUnit } from "./unit.ts";

const UNIT = "infra-firewall.service";

const Port = z.strictObject({
  port: z.union([z.int(), z.string()]).describe("One port, or the first and the last of several (`6000-6010`)."),
  proto: z.enum(["tcp", "udp", "both"]).default("tcp").describe("Over which protocol."),
  comment: z.string().optional().describe("Stands beside the rule in the kernel's listing."),
});

const OpenPort = Port.extend({
  from: z.array(z.string()).optional().describe("Addresses and ranges that may come. Left out, all may."),
});

const Vars = z.strictObject({
  enabled: z.boolean().default(false).describe("Whether the host has a firewall. `false` takes it away again."),
  ports: z.array(OpenPort).default([]).describe("Ports that are open to others too: the host's own, and those that Docker publishes."),
  interfaces: z
    .array(z.string())
    .default(["tailscale0", "wg*"])
    .describe(
      "Interfaces from which everything may come, and into which nobody else is routed: the tailnet's and WireGuard's. `*` at the end stands for any rest.",
    ),
  private_ranges: z
    .array(z.string())
    .default(["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"])
    .describe("Ranges from which everything may come but `tailnet_only`. Docker's own networks are among the default."),
  tailnet_only: z
    .array(Port)
    .default([])
    .describe("Ports that are reached by the trusted `interfaces` alone, whatever else is open: SSH, administrators' pages."),
  container_bridges: z
    .array(z.string())
    .default(["docker0", "br-*"])
    .describe("Bridges behind which containers are: they are reached from outside through an open published port only."),
  rules: z
    .array(z.string())
    .default([])
    .describe(
      "Rules for what comes to the host itself in nft(8)'s words, in front of all others. They are not checked for the controller's way in.",
    ),
  ssh_ports: z
    .array(z.int())
    .optional()
    .describe(
      "Ports of sshd on the host that the controller must still reach. Default: `ansible_port`; another one where a router forwards that.",
    ),
});

/**
 * Who may reach the host from outside: by default nobody but the tailnet, WireGuard and private networks. It lives in a table of its own
 * beside Docker's and others' rules; what Docker publishes is closed too until its port is listed.
 *
 * @example
 * firewall:
 *   enabled: true
 *   ports:
 *     - { port: 443, proto: both, comment: HTTPS and HTTP/3 }
 *     - { port: 22, from: [192.0.2.0/24] }
 *   tailnet_only:
 *     - { port: 9090 }
 */
export const firewall = role({
  name: "firewall",
  description: "Who may reach the host from outside, its containers among it: nftables, default deny.",
  installs: ["package nftables", "/etc/infra/firewall.nft", UNIT],
  vars: Vars,
  resources: ({ vars, host }) =>
    vars.enabled ? enabled(vars, host) : [rules({ absent: true }), systemdUnit({ name: UNIT, absent: true })],
});

/** The unit watches the rules, so that it is not started before they are there: that is when they have been confirmed. */
function enabled(vars: z.output<typeof Vars>, host: Host): readonly Resource[] {
  const table = rules({
    interfaces: vars.interfaces,
    ranges: vars.private_ranges,
    ports: vars.ports.map(({ proto, ...port }) => ({ ...port, protocol: proto })),
    trustedOnly: vars.tailnet_only.map(({ proto, ...port }) => ({ ...port, protocol: proto })),
    bridges: vars.container_bridges,
    rules: vars.rules,
    sshPorts: vars.ssh_ports ?? [host.address.port ?? 22],
  });
  return [
    aptPackages({ name: "firewall", packages: ["nftables"] }),
    systemdUnit({ name: UNIT, content: firewallUnit }),
    table,
    service({ unit: UNIT, running: true, enabled: true, reloadOn: [table] }),
  ];
}
