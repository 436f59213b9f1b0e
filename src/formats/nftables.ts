import { joinLines } from "../model/content.ts";
import { parseIpRange } from "../model/ip-range.ts";
import { FIREWALL_TABLE } from "../shell/nft-table.ts";
import type { AccessRule } from "./firewall-rules.ts";

/** What a table of rules holds. */
export interface FirewallTable {
  readonly rules: readonly AccessRule[];
  /** Bridges behind which containers are. */
  readonly bridges: readonly string[];
  /** Rules in nft(8)'s own words, before all others but those of what is established. */
  readonly own: readonly string[];
}

/** ICMPv6 without which IPv6 does not work (RFC 4890), and ping. First of all: neighbour discovery is not tracked. */
const ICMPV6 = [
  "nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert",
  "mld-listener-query, mld-listener-report, mld-listener-done, mld2-listener-report",
  "destination-unreachable, packet-too-big, time-exceeded, parameter-problem, echo-request",
].join(", ");

const ICMP = "destination-unreachable, time-exceeded, parameter-problem, echo-request";

/**
 * Renders a file for `nft -f` that replaces the table in one transaction, whatever was in it. Two chains hold the same rules: `input` for what is
 * for the host itself; `published` for what somebody's DNAT (Docker's) sends on to a container, judged by the port that the packet
 * came to, in front of all other filters of what is forwarded. What is forwarded otherwise passes, but into a container's bridge or out by an
 * interface that a rule trusts: else whoever takes the host for a router reaches the networks behind these.
 */
export function renderFirewall(table: FirewallTable): string {
  return joinLines([
    "# Written by infra. It replaces a table of its own in one step and leaves all others alone.",
    `table ${FIREWALL_TABLE}`,
    `delete table ${FIREWALL_TABLE}`,
    "",
    `table ${FIREWALL_TABLE} {`,
    ...counters(table).map((name) => `\tcounter ${name} { }`),
    ...chain("input", [
      "type filter hook input priority filter; policy drop;",
      'iifname "lo" accept',
      `icmpv6 type { ${ICMPV6} } accept`,
      "ct state established,related accept",
      'ct state invalid counter name "invalid" drop',
      ...table.own,
      `icmp type { ${ICMP} } accept`,
      "udp sport 67 udp dport 68 accept",
      "ip6 saddr fe80::/10 udp sport 547 udp dport 546 accept",
      ...table.rules.map((rule) => renderRule(rule, inputPort)),
      'counter name "input_dropped" drop',
    ]),
    ...chain("published", [
      "type filter hook forward priority filter - 1; policy accept;",
      "ct state established,related accept",
      ...table.bridges.map((name) => `iifname "${name}" accept`),
      ...table.rules.map((rule) => renderRule(rule, publishedPort)),
      'ct status dnat counter name "published_dropped" drop',
      ...[...table.bridges, ...trusted(table)].map((name) => `oifname "${name}" counter name "routed_dropped" drop`),
    ]),
    "}",
  ]);
}

function trusted({ rules }: FirewallTable): readonly string[] {
  return rules.flatMap(({ interface: name }) => (name === undefined ? [] : [name]));
}

function counters({ rules }: FirewallTable): readonly string[] {
  return [...new Set(["invalid", "input_dropped", "published_dropped", "routed_dropped", ...rules.map(({ counter }) => counter)])];
}

function chain(name: string, lines: readonly string[]): readonly string[] {
  return ["", `\tchain ${name} {`, ...lines.map((line) => `\t\t${line}`), "\t}"];
}

type Ports = NonNullable<AccessRule["ports"]>;

function renderRule({ interface: name, from, ports, verdict, counter, comment }: AccessRule, renderPort: (ports: Ports) => string): string {
  return [
    ...(name === undefined ? [] : [`iifname "${name}"`]),
    ...(from === undefined ? [] : [`${familyOf(from)} saddr { ${from.join(", ")} }`]),
    ...(ports === undefined ? [] : [renderPort(ports)]),
    `counter name "${counter}" ${verdict}`,
    ...(comment === undefined ? [] : [`comment "${comment}"`]),
  ].join(" ");
}

function inputPort(ports: Ports): string {
  return `${ports.protocol} dport ${renderPorts(ports)}`;
}

function publishedPort(ports: Ports): string {
  return `ct status dnat meta l4proto ${ports.protocol} ct original proto-dst ${renderPorts(ports)}`;
}

function renderPorts({ first, last }: Ports): string {
  return first === last ? String(first) : `${first}-${last}`;
}

function familyOf(from: readonly string[]): string {
  return parseIpRange(String(from[0])).family === 4 ? "ip" : "ip6";
}
