import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import type { Channel, Connection, Transport } from "../model/transport.ts";
import { Failure } from "../model/failure.ts";
import { errorOutput, streamChannel } from "./stream-channel.ts";

/** How long a command's standard error may lag behind its end. */
const LAST_WORDS_MS = 200;

/** Reaches the machine that this program runs on, as the account that runs it (`ansible_user` is not looked at). */
export function localTransport(): Transport {
  return { connect: ({ name }) => Promise.resolve(localConnection(name)) };
}

function localConnection(host: string): Connection {
  const closers = new Set<() => void>();
  return {
    handshakes: 0,
    exec: (commandLine) => start(commandLine, host, closers),
    close() {
      for (const close of closers) close();
    },
  };
}

function start(commandLine: string, host: string, closers: Set<() => void>): Promise<Channel> {
  const child = spawn("sh", ["-c", commandLine], { stdio: "pipe" });
  return new Promise((resolve, reject) => {
    child.once("spawn", () => {
      resolve(localChannel(child, host, closers));
    });
    child.once("error", (cause) => {
      reject(new Failure("SHELL_UNUSABLE", host, `Cannot start a command on ${host}: ${cause.message}`, { cause }));
    });
  });
}

function localChannel(child: ChildProcessWithoutNullStreams, host: string, closers: Set<() => void>): Channel {
  const errors = errorOutput();
  child.stderr.on("data", errors.add);
  let isCut = false;
  const exit = new Promise<number | string | undefined>((resolve) => {
    const told = (): void => {
      resolve(child.exitCode ?? child.signalCode ?? undefined);
    };
    // Its last words may come after its end; a daemon that keeps standard error open is not waited for.
    child.once("exit", () => {
      child.stderr.once("end", told);
      setTimeout(told, LAST_WORDS_MS).unref();
    });
    child.once("close", told);
    /** As with sshd: the command's streams are cut, and it is left to the command to notice. */
    function close(): void {
      isCut = child.exitCode === null && child.signalCode === null;
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
      child.unref();
      resolve(undefined);
    }
    closers.add(close);
    child.once("close", () => closers.delete(close));
  });
  return streamChannel({
    input: child.stdin,
    output: child.stdout.iterator({ destroyOnReturn: false }),
    errors,
    exit,
    ended: exit,
    cut: () => (isCut ? new Failure("CONNECTION_LOST", host, `Cannot go on with ${host}: the connection was closed`) : undefined),
  });
}
