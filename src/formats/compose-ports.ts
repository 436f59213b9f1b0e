import { z } from "zod";
import { ipAddress, specObject, whole } from "./compose-values.ts";

/** A port of a container that a host publishes, or several consecutive ones. */
export interface PublishedPort {
  /** Where the host listens; `undefined` where the file does not say. */
  readonly address: string | undefined;
  /** On the host: the first and the last; `undefined`: one that is free. */
  readonly published: PortRange | undefined;
  /** In the container. */
  readonly target: PortRange;
  readonly protocol: (typeof protocols)[number];
}

/** The first and the last of consecutive ports. */
export type PortRange = readonly [first: number, last: number];

const protocols = ["tcp", "udp", "sctp"] as const;

const ADDRESS = String.raw`(?<ipv4>\d+\.\d+\.\d+\.\d+)|\[(?<ipv6>[0-9a-fA-F:.]+)\]`;
const SHORT = new RegExp(
  String.raw`^(?:(?:${ADDRESS}):(?<free>\d+(?:-\d+)?)?:|(?<published>\d+(?:-\d+)?):)?(?<target>\d+(?:-\d+)?)(?:/(?<protocol>tcp|udp|sctp))?$`,
);

const SHAPE = "must be [[ADDRESS:]PORT:]PORT[/tcp|udp|sctp], such as 8080:80 or 127.0.0.1:8080:80; an IPv6 address stands in brackets";

const PORTS = "must be ports from 1 to 65535, as many on the host as in the container";

const LongPort = z.lazy(() =>
  specObject({
    target: whole,
    published: z.union([z.int(), z.string().regex(/^\d+(?:-\d+)?$/, "must be a port or two with a hyphen between")]).optional(),
    host_ip: ipAddress.optional(),
    protocol: z.enum(protocols).optional(),
    mode: z.enum(["host", "ingress"]).optional(),
    name: z.string().optional(),
    app_protocol: z.string().optional(),
  }),
);

/** A port as a Compose file has it, short or long. */
export const ComposePort = z.lazy(() =>
  z.union([z.int().min(1).max(65535), z.string().regex(SHORT, SHAPE).refine(hasPorts, PORTS), LongPort.refine(hasPorts, PORTS)]),
);

/** A port as a Compose file has it, short or long. */
export type ComposePort = number | string | z.output<typeof LongPort>;

/** Reads a port that `ComposePort` accepts. */
export function parsePort(port: ComposePort): PublishedPort {
  if (typeof port !== "object") return parseShort(String(port));
  const { host_ip: address, published, target, protocol = "tcp" } = port;
  return {
    address,
    published: published === undefined ? undefined : rangeOf(String(published)),
    target: rangeOf(String(target)),
    protocol,
  };
}

function parseShort(text: string): PublishedPort {
  const { ipv4, ipv6, free, published = free, target = "", protocol } = SHORT.exec(text)?.groups ?? {};
  return {
    address: ipv4 ?? ipv6,
    published: published === undefined ? undefined : rangeOf(published),
    target: rangeOf(target),
    protocol: protocols.find((one) => one === protocol) ?? "tcp",
  };
}

/** Writes a port in one way only; on the loopback where it does not say an address. What only the long form can say stays long. */
export function boundPort(port: ComposePort): ComposePort {
  const { address = "127.0.0.1", published, target, protocol } = parsePort(port);
  const isLong = typeof port === "object" && [port.mode, port.name, port.app_protocol].some((word) => word !== undefined);
  if (isLong) return { ...port, host_ip: address };
  const host = address.includes(":") ? `[${address}]` : address;
  return `${host}:${published === undefined ? "" : rangeText(published)}:${rangeText(target)}${protocol === "tcp" ? "" : `/${protocol}`}`;
}

/** Of a text that is no port at all that is said already. */
function hasPorts(port: ComposePort): boolean {
  if (typeof port === "string" && !SHORT.test(port)) return true;
  const { published, target } = parsePort(port);
  if (!isRange(target) || (published !== undefined && !isRange(published))) return false;
  return published === undefined || lengthOf(target) === 0 || lengthOf(target) === lengthOf(published);
}

function isRange([first, last]: PortRange): boolean {
  return first >= 1 && last <= 65535 && first <= last;
}

function lengthOf([first, last]: PortRange): number {
  return last - first;
}

function rangeOf(text: string): PortRange {
  const [first = Number.NaN, last = first] = text.split("-").map(Number);
  return [first, last];
}

function rangeText([first, last]: PortRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}
