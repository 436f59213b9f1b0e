import { parseIpRange } from "../model/ip-range.ts";
import type { SchemaMistake } from "../model/parse-by-schema.ts";
import type { ComposeFile } from "./compose-file.ts";
import { boundPort, type PortRange, parsePort } from "./compose-ports.ts";

/** A port of the host that a service takes for itself. */
interface TakenPort {
  readonly stack: string;
  readonly service: string;
  readonly index: number;
  readonly address: string;
  readonly ports: PortRange;
  readonly protocol: string;
}

/** Ports of one host that two services want: on one address, or one of them on all addresses of its family. Each is said where it stands second. */
export function portMistakes(stacks: Readonly<Record<string, ComposeFile>>): readonly SchemaMistake[] {
  const all = Object.entries(stacks).flatMap(([stack, file]) => takenPorts(stack, file));
  return all.flatMap((one, at) => {
    const other = all.slice(0, at).find((before) => meet(before, one));
    if (other === undefined) return [];
    const message = `${shown(one)} is taken by service "${other.service}" of stack "${other.stack}"`;
    return [{ path: [one.stack, "services", one.service, "ports", one.index], message }];
  });
}

function takenPorts(stack: string, { services }: ComposeFile): readonly TakenPort[] {
  return Object.entries(services).flatMap(([service, { ports = [] }]) =>
    ports.flatMap((port, index) => {
      const { address = "127.0.0.1", published, target, protocol } = parsePort(boundPort(port));
      // Of several ports for one of the container Docker takes any that is free.
      const isFixed = published !== undefined && published[1] - published[0] === target[1] - target[0];
      return isFixed ? [{ stack, service, index, address, ports: published, protocol }] : [];
    }),
  );
}

function meet(one: TakenPort, other: TakenPort): boolean {
  const isSamePort = one.ports[0] <= other.ports[1] && other.ports[0] <= one.ports[1];
  return isSamePort && one.protocol === other.protocol && areOneAddress(one.address, other.address);
}

function areOneAddress(one: string, other: string): boolean {
  const [a, b] = [parseIpRange(one), parseIpRange(other)];
  return a.family === b.family && (a.first === b.first || a.first === 0n || b.first === 0n);
}

function shown({ address, ports: [first, last], protocol }: TakenPort): string {
  const host = address.includes(":") ? `[${address}]` : address;
  return `port ${host}:${first === last ? first : `${first}-${last}`}/${protocol}`;
}
