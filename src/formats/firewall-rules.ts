import { disjoint, isWithin, parseIpRange } from "../model/ip-range.ts";

/** Ports that are open, or that are for trusted interfaces alone. */
export interface OpenPort {
  /** One port, or the first and the last of several: `6000-6010`. */
  readonly port: number | string;
  readonly protocol: "tcp" | "udp" | "both";
  /** Addresses and ranges that may come; all where it is left out. */
  readonly from?: readonly string[] | undefined;
  /** Stands beside the rule in the kernel's listing. */
  readonly comment?: string | undefined;
}

/** Who may reach what on a host, as far as this program decides it. */
export interface Access {
  /** Interfaces from which everything may come; `*` at the end stands for any rest of the name. */
  readonly interfaces: readonly string[];
  /** Ports that only these interfaces reach, whatever else is open. */
  readonly trustedOnly: readonly Omit<OpenPort, "from">[];
  /** Addresses and ranges from which everything else may come. */
  readonly ranges: readonly string[];
  readonly ports: readonly OpenPort[];
}

/** One rule: what does not name a part fits any. The first that fits decides. */
export interface AccessRule {
  readonly interface?: string;
  /** Of one family, none within another. */
  readonly from?: readonly string[];
  readonly ports?: { readonly protocol: "tcp" | "udp"; readonly first: number; readonly last: number };
  readonly verdict: "accept" | "drop";
  /** Name of the counter that counts it. */
  readonly counter: string;
  readonly comment?: string;
}

/** A new connection, as a rule sees it. */
export interface Arrival {
  /** `undefined`: not known, so that no rule that asks for it fits. */
  readonly interface: string | undefined;
  readonly address: string;
  readonly tcpPort: number;
}

/** The rules in their order; what none of them fits is dropped. */
export function accessRules({ interfaces, trustedOnly, ranges, ports }: Access): readonly AccessRule[] {
  return [
    ...interfaces.map((name): AccessRule => ({ interface: name, verdict: "accept", counter: `interface_${wordOf(name)}` })),
    ...trustedOnly.flatMap((port) => portRules(port, "drop", "trusted_only")),
    ...byFamily(ranges).map((from): AccessRule => ({ from, verdict: "accept", counter: "ranges" })),
    ...ports.flatMap((port) => portRules(port, "accept", "port")),
  ];
}

/** Would this connection be let in? Loopback always is. */
export function letsIn(rules: readonly AccessRule[], arrival: Arrival): boolean {
  return arrival.interface === "lo" || rules.find((rule) => fits(rule, arrival))?.verdict === "accept";
}

/** The ports as numbers. */
export function portsOf(port: number | string): { readonly first: number; readonly last: number } {
  const [first = "", last = first] = String(port).split("-");
  return { first: Number(first), last: Number(last) };
}

function portRules({ port, protocol, from, comment }: OpenPort, verdict: AccessRule["verdict"], prefix: string): readonly AccessRule[] {
  const sources: readonly Pick<AccessRule, "from">[] = from === undefined ? [{}] : byFamily(from).map((ranges) => ({ from: ranges }));
  const protocols = protocol === "both" ? (["tcp", "udp"] as const) : [protocol];
  return protocols.flatMap((one) => {
    const counter = `${prefix}_${wordOf(String(port))}_${one}`;
    const ports = { protocol: one, ...portsOf(port) };
    return sources.map((source): AccessRule => ({ ...source, ports, verdict, counter, ...(comment !== undefined && { comment }) }));
  });
}

function byFamily(ranges: readonly string[]): readonly (readonly string[])[] {
  return [disjoint(ranges, 4), disjoint(ranges, 6)].filter((one) => one.length > 0);
}

function wordOf(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9]/g, "_");
}

function fits(rule: AccessRule, arrival: Arrival): boolean {
  return (
    fitsInterface(rule.interface, arrival.interface) && fitsAddress(rule.from, arrival.address) && fitsPort(rule.ports, arrival.tcpPort)
  );
}

function fitsInterface(wanted: string | undefined, name: string | undefined): boolean {
  if (wanted === undefined) return true;
  if (name === undefined) return false;
  return wanted.endsWith("*") ? name.startsWith(wanted.slice(0, -1)) : name === wanted;
}

function fitsAddress(from: readonly string[] | undefined, address: string): boolean {
  return from === undefined || from.some((range) => isWithin(parseIpRange(address), parseIpRange(range)));
}

function fitsPort(ports: AccessRule["ports"], tcpPort: number): boolean {
  return ports === undefined || (ports.protocol === "tcp" && tcpPort >= ports.first && tcpPort <= ports.last);
}
