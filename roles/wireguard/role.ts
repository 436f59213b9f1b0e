import { aptPackages, command, config, file, type Resource, role, service, sysctl, systemdUnit, z } from "geosteer";
import { dockerUser, dockerUserOfUnit } from "./docker-user.ts";
import { Interface, routesOf } from "./interface.ts";
import { natRules, natTable } from "./nat.ts";
import { wgCheck, wgQuick } from "./wg-quick.ts";

const FOLDER = "/etc/wireguard";

const Name = z.string().regex(/^[A-Za-z0-9_-]{1,15}$/, "must be an interface's name: up to 15 letters, digits, _ and -");

/**
 * Interfaces of WireGuard by wg-quick(8). Peers come and go by a reload that leaves the others' connections alone; an address or a route takes a
 * restart. With `nat`, peers reach the world by this host.
 *
 * @example
 * wireguard:
 *   interfaces:
 *     wg0:
 *       private_key: AJNHPsGQqz7fLk+CWFr1fYkKmZEWWZjgzc1FcPBmAk0=
 *       addresses: [10.8.0.1/24]
 *       listen_port: 51820
 *       nat: true
 *       peers:
 *         laptop:
 *           public_key: 9y8jEZ2Q0PUNLXdEbDkIexTjCYpVTvPpTAbdMz3JCxM=
 *           allowed_ips: [10.8.0.2/32]
 */
export const wireguard = role({
  name: "wireguard",
  description: "WireGuard interfaces, their peers and NAT for them.",
  vars: z.strictObject({
    interfaces: z.record(Name, Interface).default({}).describe("Interfaces by name."),
    forwarding: z
      .boolean()
      .default(true)
      .describe("Whether the kernel forwards packets between interfaces (for IPv6 where one has such an address)."),
    userspace: z
      .boolean()
      .default(false)
      .describe("Whether wireguard-go is installed, which wg-quick takes where the kernel has no WireGuard (containers)."),
    absent: z.array(Name).default([]).describe("Names of interfaces that are not there any more."),
  }),
  installs: [
    "packages wireguard-tools, nftables",
    "package wireguard-go, with `userspace`",
    "/etc/wireguard/<name>.conf and its drop-in of wg-quick@<name>.service, for each interface",
    "/etc/wireguard/<name>.nft, with `nat`",
    "forwarding in /etc/sysctl.d, with `forwarding`",
  ],
  resources({ vars: { interfaces, forwarding, userspace, absent } }) {
    const all = Object.entries(interfaces);
    const packages = ["wireguard-tools", "nftables", ...(userspace ? ["wireguard-go"] : [])];
    return [
      // wireguard-tools recommends a kernel.
      aptPackages({ name: "wireguard", packages, recommends: false }),
      ...(forwarding ? forwardingOf(all.flatMap(([, { addresses }]) => addresses)) : []),
      ...all.flatMap(([name, wanted]) => interfaceOf(name, wanted)),
      ...absent.flatMap(gone),
    ];
  },
});

function forwardingOf(addresses: readonly string[]): readonly Resource[] {
  const keys = [
    ...(addresses.some((one) => one.includes(".")) ? ["net.ipv4.ip_forward"] : []),
    ...(addresses.some((one) => one.includes(":")) ? ["net.ipv6.conf.all.forwarding"] : []),
  ];
  return keys.map((key) => sysctl({ key, value: 1 }));
}

function interfaceOf(name: string, wanted: Interface): readonly Resource[] {
  const unit = unitOf(name);
  const content = wgQuick(wanted);
  const conf = config({
    name: `wireguard ${name}`,
    files: [{ path: `${FOLDER}/${name}.conf`, content, mode: "0600" }],
    validate: [...wgCheck(name)],
  });
  const nat = natOf(name, wanted.nat);
  const dropIn = systemdUnit({ name: unit, dropIn: "infra", content: unitLines(name, wanted) });
  return [
    nat,
    conf,
    dropIn,
    service({ unit, running: true, enabled: true, reloadOn: [conf, nat], restartOn: [dropIn] }),
    command({ name: `interface ${name}`, unless: ["wg", "show", name], run: ["systemctl", "restart", unit] }),
    ...(wanted.nat === false ? [] : natInForce(name)),
  ];
}

function natInForce(name: string): readonly Resource[] {
  return [
    command({ name: `NAT of ${name}`, unless: ["nft", "list", "table", "inet", natTable(name)], run: loadNat(name) }),
    command({ name: `way of ${name} past Docker`, unless: dockerUser(name, "test"), shell: dockerUser(name, "add") }),
  ];
}

function natOf(name: string, nat: Interface["nat"]): Resource {
  const path = `${FOLDER}/${name}.nft`;
  if (nat === false) return file({ path, absent: true });
  return file({ path, content: natRules(name, nat === true ? {} : nat), validate: ["nft", "-c", "-f", "%s"] });
}

/**
 * What a reload of wg-quick@.service does not bring about is said here, so that the unit is restarted when it changes: addresses, routes, the rules of
 * NAT (which a reload reads again). They are gone with the interface. Docker makes its chain, if it ever does, before they come.
 */
function unitLines(name: string, wanted: Interface): string {
  const { addresses, mtu = "auto", table, nat } = wanted;
  const routes = routesOf(wanted);
  const loads = [loadNat(name).join(" "), dockerUserOfUnit(name, "add")];
  const starts = loads.map((load) => `ExecStartPost=${load}\nExecReload=${load}\n`).join("");
  return `[Unit]
Description=WireGuard ${name}: ${[...addresses, `mtu ${mtu}`, `table ${table}`, ...routes.map((network) => `route ${network}`)].join(", ")}
${nat === false ? "" : "After=docker.service\n"}
[Service]
${nat === false ? "" : starts}ExecStopPost=${dockerUserOfUnit(name, "remove")}
ExecStopPost=-/bin/sh -c '! nft list table inet ${natTable(name)} >/dev/null 2>&1 || nft delete table inet ${natTable(name)}'
`;
}

function loadNat(name: string): string[] {
  return ["/usr/sbin/nft", "-f", `${FOLDER}/${name}.nft`];
}

function gone(name: string): readonly Resource[] {
  const unit = unitOf(name);
  return [
    service({ unit, running: false, enabled: false }),
    ...["conf", "nft"].map((ending) => file({ path: `${FOLDER}/${name}.${ending}`, absent: true })),
    systemdUnit({ name: unit, dropIn: "infra", absent: true }),
  ];
}

function unitOf(name: string): string {
  return `wg-quick@${name}.service`;
}
