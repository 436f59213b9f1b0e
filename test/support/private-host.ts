import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createReadStream, readdirSync, readlinkSync } from "node:fs";
import process from "node:process";
import { once } from "node:events";
import { Failure } from "../../src/model/failure.ts";
import type { Address, Host } from "../../src/model/host.ts";
import type { Channel, Connection, Transport } from "../../src/model/transport.ts";

/**
 * A host for tests of the engine: real shells on this machine in a mount namespace of their own, where `/run`, `/var/lib`, `/etc/t` and `/tmp`
 * are empty memory file systems. Nothing that is done there outlives it.
 */
export class PrivateHost {
  readonly host: Host;
  readonly #holder: ChildProcess;
  /** Connections that are open, to be cut by a test. */
  readonly open = new Set<ChildProcess>();

  constructor(name: string, address: Partial<Address> = {}) {
    this.host = { name, groups: ["all"], vars: {}, address: { ...plainAddress, ...address } };
    const mounts = ["/run", "/var/lib", "/tmp"].map((folder) => `mount -t tmpfs none ${folder}`).join(" && ");
    this.#holder = spawn("unshare", ["-m", "sh", "-c", `${mounts} && echo up && exec sleep 600`], { stdio: ["ignore", "pipe", "inherit"] });
  }

  async up(): Promise<this> {
    if (this.#holder.stdout !== null) await once(this.#holder.stdout, "data");
    return this;
  }

  /** Ends all that runs there, also what ignores every other signal and has lost its parent. */
  down(): void {
    const namespace = namespaceOf(this.#holder.pid);
    for (const child of this.open) child.kill("SIGKILL");
    const others = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && namespace !== undefined && namespaceOf(name) === namespace);
    for (const pid of others) killIfThere(Number(pid));
    this.#holder.kill("SIGKILL");
  }

  /** Runs a line there and returns what it prints. */
  sh(line: string): string {
    return execFileSync("nsenter", [...this.#enter(), "sh", "-c", line], { encoding: "utf8" });
  }

  readonly transport: Transport = {
    connect: async () => await Promise.resolve(this.#connection()),
  };

  #enter(): readonly string[] {
    return ["-m", "-t", String(this.#holder.pid), "--wd=/"];
  }

  #connection(): Connection {
    const children: ChildProcess[] = [];
    return {
      handshakes: 0,
      exec: async (line) => {
        const child = spawn("nsenter", [...this.#enter(), "sh", "-c", line], { stdio: "pipe" });
        children.push(child);
        this.open.add(child);
        child.on("exit", () => this.open.delete(child));
        return await Promise.resolve(channelOf(child));
      },
      close: () => {
        for (const { stdin, stdout } of children) for (const stream of [stdin, stdout]) stream?.destroy();
      },
    };
  }
}

const plainAddress: Address = {
  connection: "local",
  host: "localhost",
  port: undefined,
  user: undefined,
  privateKeyFile: undefined,
  hostKeys: [],
  become: undefined,
};

/** The mount namespace of a process; `undefined` where it has ended. */
function namespaceOf(pid: number | string | undefined): string | undefined {
  try {
    return readlinkSync(`/proc/${pid ?? ""}/ns/mnt`);
  } catch {
    return undefined;
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

function channelOf(child: ReturnType<typeof spawn>): Channel {
  const { stdin, stdout, stderr } = child;
  if (stdin === null || stdout === null || stderr === null) throw new Error("no pipes");
  let errors = "";
  stderr.on("data", (bytes: Buffer) => (errors += bytes.toString()));
  stdin.on("error", () => undefined);
  return {
    output: lossy(stdout),
    errors: () => errors,
    write: async (bytes) => {
      await new Promise<void>((resolve, reject) => {
        stdin.write(bytes, (error) => {
          if (error) reject(error);
          else resolve();
        });
      });
    },
    end: () => stdin.end(),
    exit: once(child, "exit").then(([status, signal]) => (status as number | null) ?? (signal as string)),
  };
}

/** A stream that breaks is a lost connection, as every transport has it. */
async function* lossy(stream: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  try {
    yield* stream;
  } catch (cause) {
    throw new Failure("CONNECTION_LOST", "host", "Cannot read from the host: the stream broke", { cause });
  }
}

/** Reads a file of the controller in pieces, as `src/run` does. */
export function openFile(path: string): AsyncIterable<Uint8Array> {
  return createReadStream(path);
}
