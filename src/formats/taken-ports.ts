import type { SchemaMistake } from "../model/parse-by-schema.ts";
import { isClash, portText, type TakenPort } from "../model/taken-port.ts";
import type { ComposeFile } from "./compose-file.ts";
import { boundPort, parsePort } from "./compose-ports.ts";

/** A port of the host that a service takes, with its place in the Compose file. */
interface ServicePort extends TakenPort {
  readonly service: string;
  readonly index: number;
}

/** The ports of the host that services of a stack take for themselves. */
export function takenPorts(services: ComposeFile["services"]): readonly ServicePort[] {
  return Object.entries(services).flatMap(([service, { ports = [] }]) =>
    ports.flatMap((port, index) => {
      const { address = "127.0.0.1", published, target, protocol } = parsePort(boundPort(port));
      // Of several ports for one of the container Docker takes any that is free.
      const isFixed = published !== undefined && published[1] - published[0] === target[1] - target[0];
      return isFixed ? [{ service, index, address, ports: published, protocol }] : [];
    }),
  );
}

/** Ports of one host that two services want. Each is said where it stands second. */
export function portMistakes(stacks: Readonly<Record<string, ComposeFile>>): readonly SchemaMistake[] {
  const all = Object.entries(stacks).flatMap(([stack, file]) => takenPorts(file.services).map((port) => ({ ...port, stack })));
  return all.flatMap((one, at) => {
    const other = all.slice(0, at).find((before) => isClash(before, one));
    if (other === undefined) return [];
    const message = `${portText(one)} is taken by service "${other.service}" of stack "${other.stack}"`;
    return [{ path: [one.stack, "services", one.service, "ports", one.index], message }];
  });
}
