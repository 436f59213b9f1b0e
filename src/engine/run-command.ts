import type { Host } from "../model/host.ts";
import type { Command } from "../shell/sh.ts";
import { commandOn } from "./command-on.ts";
import type { ReachOptions } from "./options.ts";
import { hostFailure, type Reached, reach } from "./reach.ts";

/** One command for many hosts. */
export interface RunCommandOptions extends ReachOptions {
  readonly command: Command;
  /** Gets what the command printed (standard output and error as they came) once it has ended. */
  onOutput(host: string, text: string): void;
}

/** Exit status of a host that could not be reached, as ssh(1) has it. */
const UNREACHABLE_STATUS = 255;

/** Runs one command on many hosts, as root, with stdin closed; returns each host's exit status, 255 where it could not be reached. */
export async function runCommand(hosts: readonly Host[], options: RunCommandOptions): Promise<ReadonlyMap<string, number>> {
  const waiting = [...hosts];
  const statuses = new Map(hosts.map(({ name }) => [name, UNREACHABLE_STATUS]));
  async function worker(): Promise<void> {
    for (let host = waiting.shift(); host !== undefined; host = waiting.shift()) {
      statuses.set(host.name, await runOn(host, options));
    }
  }
  await Promise.all(Array.from({ length: Math.min(options.forks, hosts.length) }, worker));
  return statuses;
}

async function runOn(host: Host, options: RunCommandOptions): Promise<number> {
  try {
    const reached = await reach(host, options);
    return await runIn(host, reached, options);
  } catch (error) {
    options.report({ type: "failure", host: host.name, failure: hostFailure(host, error) });
    return UNREACHABLE_STATUS;
  }
}

async function runIn(host: Host, { connection, session }: Reached, options: RunCommandOptions): Promise<number> {
  try {
    const { status, output } = await commandOn(session, host, options.command);
    options.onOutput(host.name, output);
    return status ?? UNREACHABLE_STATUS;
  } finally {
    session.close();
    connection.close();
  }
}
