import type { Duplex } from "node:stream";
import { finished } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import Docker, { type Container, type Exec } from "dockerode";
import type { Host } from "../model/host.ts";
import { Failure } from "../model/failure.ts";
import type { Channel, ConnectOptions, Connection, Transport } from "../model/transport.ts";
import { standardOutput } from "./docker-frames.ts";
import { errorOutput, streamChannel } from "./stream-channel.ts";

/** Between two questions whether a command whose output has ended has exited: the engine notes it a moment later. */
const EXIT_POLL_MS = 10;

/** Reaches containers through the Docker engine that `DOCKER_HOST` names (default: this machine's), by exec; no sshd is needed inside. */
export function dockerTransport(): Transport {
  const docker = new Docker();
  return { connect: (host, options) => connect(docker, host, options) };
}

async function connect(docker: Docker, { name, address }: Host, { timeoutMs, signal }: ConnectOptions): Promise<Connection> {
  const container = docker.getContainer(address.host);
  const deadline = AbortSignal.timeout(timeoutMs);
  const abortSignal = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
  const { State } = await container.inspect({ abortSignal }).catch((cause: unknown) => {
    if (signal?.aborted === true)
      throw new Failure("INTERRUPTED", name, `Cannot reach container ${address.host}: the run was interrupted`, { cause });
    throw unreachable(name, address.host, wordsOf(cause), cause);
  });
  if (!State.Running) throw unreachable(name, address.host, `it is ${State.Status}`);
  const open = new Set<Duplex>();
  return {
    handshakes: 1,
    async exec(commandLine) {
      const { exec, stream } = await start(container, address.user, commandLine).catch((cause: unknown) => {
        throw new Failure("SHELL_UNUSABLE", name, `Cannot start a command in container ${address.host}: ${wordsOf(cause)}`, { cause });
      });
      open.add(stream);
      return dockerChannel(container, exec, stream, name);
    },
    close() {
      for (const stream of open) stream.destroy();
    },
  };
}

async function start(container: Container, user: string | undefined, commandLine: string): Promise<{ exec: Exec; stream: Duplex }> {
  const exec = await container.exec({
    Cmd: ["sh", "-c", commandLine],
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    ...(user !== undefined && { User: user }),
  });
  return { exec, stream: await exec.start({ hijack: true, stdin: true }) };
}

function dockerChannel(container: Container, exec: Exec, stream: Duplex, host: string): Channel {
  const errors = errorOutput();
  const exit = finished(stream, { writable: false, error: true }).then(
    () => exitOf(container, exec),
    () => undefined,
  );
  const cut = async (): Promise<Failure | undefined> =>
    (await exit) === undefined
      ? new Failure("CONNECTION_LOST", host, `Cannot go on with ${host}: the container or the engine ended the connection`)
      : undefined;
  const output = standardOutput(stream.iterator({ destroyOnReturn: false }), errors);
  return streamChannel({ input: stream, output, errors, exit, ended: exit, cut });
}

/** `undefined` when the container ended before its command: the engine then gives the status of the kill (137), as if it were the command's own. */
async function exitOf(container: Container, exec: Exec): Promise<number | undefined> {
  try {
    let state = await exec.inspect();
    while (state.Running) {
      await sleep(EXIT_POLL_MS);
      state = await exec.inspect();
    }
    const { State } = await container.inspect();
    return State.Running ? (state.ExitCode ?? undefined) : undefined;
  } catch {
    return undefined;
  }
}

function unreachable(host: string, container: string, words: string, cause?: unknown): Failure {
  return new Failure("UNREACHABLE", host, `Cannot reach container ${container}: ${words}`, {
    hint: "Does `docker ps` show it, and does DOCKER_HOST name the engine that runs it?",
    cause,
  });
}

function wordsOf(cause: unknown): string {
  return cause instanceof Error ? cause.message.trim() : String(cause);
}
