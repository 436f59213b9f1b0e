import type { Failure } from "../model/failure.ts";
import type { Host } from "../model/host.ts";
import { type Command, lines, sh } from "../shell/sh.ts";
import type { ReachOptions } from "./options.ts";
import { prelude } from "./prelude.ts";
import { hostFailure, notRoot, type Reached, reach, stateUnusable } from "./reach.ts";

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
    const ends: (number | Failure)[] = [];
    await session.exchange({
      script: (nonce) => commandScript(nonce, options.command).text,
      blobs: [],
      onRecord: ({ name, fields, body }) => {
        ends.push(endOf(host, name, fields));
        options.onOutput(host.name, body.toString());
      },
    });
    return statusOf(ends[0]);
  } finally {
    session.close();
    connection.close();
  }
}

function endOf(host: Host, name: string, fields: readonly string[]): number | Failure {
  if (name === "not-root") return notRoot(host);
  return name === "unusable" ? stateUnusable(host) : Number(fields[0]);
}

function statusOf(end: number | Failure | undefined): number {
  if (typeof end === "number") return end;
  if (end === undefined) return UNREACHABLE_STATUS;
  throw end;
}

function commandScript(nonce: string, command: Command): Command {
  return lines(
    prelude(nonce, "C.UTF-8"),
    sh`printf 'main(){\n%s\n}; main </dev/null' ${command.text} | sh -s 2>&1 3<&-
record exit $?
record end`,
  );
}
