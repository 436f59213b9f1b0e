import type { Client, ClientChannel } from "ssh2";
import { Failure } from "../model/failure.ts";
import type { Channel, Connection } from "../model/transport.ts";
import type { SshFailures } from "./ssh-failures.ts";
import { errorOutput, streamChannel } from "./stream-channel.ts";

/** How long a host may take to say goodbye before its socket is thrown away. */
const FAREWELL_MS = 1_000;

/** Wraps an authenticated client. Several commands may run over it at once. */
export function sshConnection(client: Client, host: string, handshakes: number, failures: SshFailures): Connection {
  const line = watchLine(client, failures);
  return {
    handshakes,
    async exec(commandLine) {
      return await start(client, commandLine, line).catch((cause: unknown) => {
        throw line.cut() ?? shellRefused(host, cause);
      });
    },
    close() {
      client.end();
      setTimeout(() => client.destroy(), FAREWELL_MS).unref();
    },
  };
}

/** Knows whether a connection still stands, and why not. */
interface Line {
  cut(): Failure | undefined;
  readonly ended: Promise<unknown>;
}

function watchLine(client: Client, failures: SshFailures): Line {
  let error: unknown;
  let failure: Failure | undefined;
  client.on("error", (cause) => (error ??= cause));
  const ended = new Promise<void>((resolve) => {
    client.once("close", () => {
      failure = failures.lost(error);
      resolve();
    });
  });
  return { cut: () => failure, ended };
}

/** A command may be over in the packet that tells of its start: the channel listens before the callback returns, or its exit status is lost. */
function start(client: Client, commandLine: string, line: Line): Promise<Channel> {
  return new Promise((resolve, reject) => {
    client.exec(commandLine, (error, channel) => {
      if (error) reject(error);
      else resolve(sshChannel(channel, line));
    });
  });
}

/** ssh2 ends a channel's streams in the same way when the command has ended and when the network has: the exit status and the line tell. */
function sshChannel(stream: ClientChannel, line: Line): Channel {
  const errors = errorOutput();
  stream.stderr.on("data", errors.add);
  let hasExited = false;
  const exit = new Promise<number | string | undefined>((resolve) => {
    stream.once("exit", (code: number | null, signal?: string) => {
      hasExited = true;
      resolve(code ?? signal);
    });
    stream.once("close", () => {
      resolve(undefined);
    });
    void line.ended.then(() => {
      resolve(undefined);
    });
  });
  return streamChannel({
    input: stream,
    output: stream.iterator({ destroyOnReturn: false }),
    errors,
    exit,
    ended: exit,
    cut: () => (hasExited ? undefined : line.cut()),
  });
}

function shellRefused(host: string, cause: unknown): Failure {
  const words = cause instanceof Error ? cause.message : String(cause);
  return new Failure("SHELL_UNUSABLE", host, `Cannot start a command on ${host}: sshd refused it (${words})`, {
    hint: "Does sshd force a command or a subsystem on this account, or limit its sessions (MaxSessions)?",
    cause,
  });
}
